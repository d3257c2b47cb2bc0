namespace ModelMonitor.Tests;

/// <summary>Waits for a condition of the outside world; the deadline only bounds a failing test.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the probe gives a value, and fails with its last words at the deadline.</summary>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="probe">Gives the value, or null and nothing, or throws, while it is not there.</param>
    /// <param name="deadline">How long a failing test may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> GetAsync<T>(
        string what, Func<Task<T?>> probe, TimeSpan deadline, CancellationToken cancellationToken = default)
        where T : class
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        Exception? last = null;
        while (time.GetElapsedTime(start) < deadline)
        {
            try
            {
                if (await probe() is { } value) return value;
                last = null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                last = e;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        throw new TimeoutException($"{what}: not within {deadline.TotalSeconds:0} s{(last is null ? "" : $"; last error: {last.Message}")}", last);
    }

    /// <summary>Waits until the probe says yes.</summary>
    public static Task TrueAsync(
        string what, Func<Task<bool>> probe, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        GetAsync(what, async () => await probe() ? "yes" : null, deadline, cancellationToken);
}
