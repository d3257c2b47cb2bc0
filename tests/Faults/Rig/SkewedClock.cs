using System.Buffers.Binary;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>
/// The wall clock of operator processes as a test moves it: a library put before libc's answers adds the offset that stands in a file.
/// Monotonic time stays as it is, so timers run on, and only windows and ages jump.
/// </summary>
/// <remarks>Guarantees: a change is seen by all processes with this clock at their next look. Caveats: one writer.</remarks>
public sealed class SkewedClock : TimeProvider
{
    private readonly string _library;
    private readonly string _file;
    private long _ticks;

    /// <summary>A clock without skew.</summary>
    /// <param name="library">The compiled shim.</param>
    /// <param name="file">Where the offset is kept.</param>
    public SkewedClock(string library, string file)
    {
        (_library, _file) = (library, file);
        Set(TimeSpan.Zero);
    }

    /// <summary>How far the processes' clock is ahead of the machine's; negative when behind.</summary>
    public TimeSpan Skew => new(Interlocked.Read(ref _ticks));

    /// <summary>What a process needs in its environment to have this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = _library,
        ["SKEW_FILE"] = _file,
    };

    /// <summary>What the processes take for the present.</summary>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Skew;

    /// <summary>Sets how far ahead the clock is.</summary>
    /// <param name="skew">The offset; negative for behind.</param>
    public void Set(TimeSpan skew)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, skew.Ticks * 100);
        // In place: the processes have this very file mapped.
        using var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
        Interlocked.Exchange(ref _ticks, skew.Ticks);
    }
}
