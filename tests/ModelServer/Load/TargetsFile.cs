namespace ModelMonitor.ModelServer.Load;

/// <summary>
/// Base addresses from a file with one a line, read again when it is older than a second. Whoever knows the ready pods keeps it up
/// to date; replace it by renaming, so that it is never seen half written.
/// </summary>
internal sealed class TargetsFile(string file, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private IReadOnlyList<Uri> _targets = [];
    private long? _readAt;

    public IReadOnlyList<Uri> Current()
    {
        if (_readAt is { } readAt && time.GetElapsedTime(readAt) < Fresh) return _targets;
        _readAt = time.GetTimestamp();
        try
        {
            _targets = [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0).Select(l => new Uri(l))];
        }
        catch (IOException)
        {
            // Not there for a moment: the last list still holds.
        }

        return _targets;
    }
}
