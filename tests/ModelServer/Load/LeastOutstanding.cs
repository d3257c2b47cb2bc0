namespace ModelMonitor.ModelServer.Load;

/// <summary>Picks the target with the fewest open requests, equal ones in turn. Safe for use from several threads.</summary>
internal sealed class LeastOutstanding
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, int> _open = [];
    private int _turn;

    public Uri Take(IReadOnlyList<Uri> targets)
    {
        lock (_lock)
        {
            _turn = (_turn + 1) % targets.Count;
            var best = Enumerable.Range(0, targets.Count)
                .Select(i => targets[(i + _turn) % targets.Count])
                .MinBy(t => _open.GetValueOrDefault(t))!;
            _open[best] = _open.GetValueOrDefault(best) + 1;
            return best;
        }
    }

    public void Release(Uri target)
    {
        lock (_lock)
        {
            // A target that left the list is forgotten with its last request.
            if (--_open[target] == 0) _open.Remove(target);
        }
    }
}
