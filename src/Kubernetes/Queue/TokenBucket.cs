namespace ModelMonitor.Kubernetes;

/// <summary>A token bucket: full at first, one token back per interval. Not safe for concurrent use; callers hold their own lock.</summary>
/// <param name="burst">Tokens of a full bucket, above 0.</param>
/// <param name="interval">Time until one token is back.</param>
/// <param name="time">The clock.</param>
public sealed class TokenBucket(int burst, TimeSpan interval, TimeProvider time)
{
    private double _tokens = burst;
    private long _refilledAt = time.GetTimestamp();

    /// <summary>No token is out: the bucket may be forgotten without anyone noticing.</summary>
    public bool IsFull => UntilFull == TimeSpan.Zero;

    /// <summary>How long until that is so, when nobody takes a token.</summary>
    public TimeSpan UntilFull
    {
        get
        {
            Refill();
            return interval * (burst - _tokens);
        }
    }

    /// <summary>Takes a token if one is there.</summary>
    public bool TryTake()
    {
        Refill();
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    /// <summary>Takes a token, if need be one of the future, and says how long it is until then.</summary>
    public TimeSpan Reserve()
    {
        Refill();
        _tokens--;
        return _tokens >= 0 ? TimeSpan.Zero : interval * -_tokens;
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_refilledAt, now) / interval));
        _refilledAt = now;
    }
}
