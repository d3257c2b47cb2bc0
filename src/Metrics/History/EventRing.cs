using ModelMonitor.Decisions;
using System.Runtime.InteropServices;

namespace ModelMonitor.Metrics;

/// <summary>
/// Good and bad events in slots of one length, the newest over the oldest. Every slot bears the round in which it was written, so that a
/// slot that was not written since is a gap, whatever the clock did in between.
/// </summary>
/// <remarks>
/// Slots are aligned to UTC. Bad events are kept rather than good ones: they are few, and a float has seven digits.
/// Caveats: rounds repeat after 65,536; the shortest ring comes to that after seven years. Not thread-safe.
/// </remarks>
/// <param name="length">Of a slot, in whole seconds.</param>
/// <param name="span">How far back it reaches; whole slots.</param>
internal sealed class EventRing(TimeSpan length, TimeSpan span)
{
    // One more, because the newest is not full yet.
    private readonly Slot[] _slots = new Slot[(span.Ticks / length.Ticks) + 1];
    private long _unitsLeft;

    public TimeSpan Length { get; } = length;

    public TimeSpan Span => Length * (_slots.Length - 1);

    /// <summary>Adds events that are spread evenly over a time.</summary>
    /// <param name="until">The end of the time.</param>
    /// <param name="over">How long it is; 0 or more.</param>
    /// <param name="known">How much of it is known.</param>
    /// <param name="good">Good events in it.</param>
    /// <param name="total">All events in it.</param>
    /// <param name="isPast">Whether slots that hold newer events are left as they are.</param>
    public void Add(DateTimeOffset until, TimeSpan over, TimeSpan known, double good, double total, bool isPast)
    {
        var (from, to) = (until.UtcTicks - over.Ticks, until.UtcTicks);
        for (var index = Math.Max(from, 0) / Length.Ticks; index * Length.Ticks < to; index++)
        {
            var part = (double)(Math.Min(to, (index + 1) * Length.Ticks) - Math.Max(from, index * Length.Ticks)) / over.Ticks;
            ref var slot = ref _slots[index % _slots.Length];
            var round = RoundOf(index);
            if (slot.Round != round)
            {
                if (isPast && (short)(slot.Round - round) > 0 && slot.Known > 0) continue;
                slot = new() { Round = round };
            }

            slot.Bad += (float)(Math.Max(0, total - good) * part);
            slot.Total += (float)(total * part);
            slot.Known = (byte)Math.Min(Slot.Full, slot.Known + Units(known * part));
        }
    }

    /// <summary>What lies within a time up to now. Of the oldest slot that part counts which lies within.</summary>
    /// <param name="now">The end.</param>
    /// <param name="over">How long; above 0.</param>
    public EventCount Over(DateTimeOffset now, TimeSpan over)
    {
        var (from, to) = (now.UtcTicks - Math.Min(over.Ticks, Span.Ticks), now.UtcTicks);
        var (bad, total, known) = (0.0, 0.0, 0.0);
        for (var index = Math.Max(from, 0) / Length.Ticks; index * Length.Ticks < to; index++)
        {
            ref readonly var slot = ref _slots[index % _slots.Length];
            if (slot.Round != RoundOf(index)) continue;
            var part = Math.Min(1, (double)(((index + 1) * Length.Ticks) - from) / Length.Ticks);
            bad += slot.Bad * part;
            total += slot.Total * part;
            known += (double)slot.Known / Slot.Full * part;
        }

        return new(total - Math.Min(bad, total), total, Math.Min(1, known * Length.Ticks / over.Ticks));
    }

    // What is less than a unit is kept for the next time, so that many short times add up.
    private long Units(TimeSpan known)
    {
        _unitsLeft += known.Ticks;
        var units = _unitsLeft * Slot.Full / Length.Ticks;
        _unitsLeft -= units * Length.Ticks / Slot.Full;
        return units;
    }

    private ushort RoundOf(long index) => unchecked((ushort)(index / _slots.Length));

    // Eleven bytes: four objectives of 314 slots each are to fit into 16 KiB.
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Slot
    {
        /// <summary>Units of a slot that is known from end to end.</summary>
        public const int Full = 240;

        public float Bad;
        public float Total;
        public ushort Round;
        public byte Known;
    }
}
