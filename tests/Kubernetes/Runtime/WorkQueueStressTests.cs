using System.Diagnostics.Metrics;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class WorkQueueStressTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_100_000_adds_for_500_keys_none_is_lost_no_key_runs_twice_at_once_and_nothing_is_left(bool paced)
    {
        const int keys = 500, producers = 4, adds = 25_000;
        using var meter = new Meter(RuntimeMetrics.MeterName);
        // Real time: the short waits below are part of what is shaken.
        using var queue = new WorkQueue<int>(
            "stress", TimeProvider.System, metrics: new(meter), lane: key => $"{key % 10}",
            pace: paced ? new Pace(5, TimeSpan.FromMilliseconds(5)) : null);
        var wanted = new int[keys];
        var seen = new int[keys];
        var running = new int[keys];
        var (overlaps, runs) = (0, 0);

        var consumers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await foreach (var key in queue.ReadAllAsync())
            {
                if (Interlocked.Increment(ref running[key]) > 1) Interlocked.Increment(ref overlaps);
                Interlocked.Increment(ref runs);
                // What was added before this moment has been taken into account by this run.
                Volatile.Write(ref seen[key], Volatile.Read(ref wanted[key]));
                if (key % 7 == 0) await Task.Yield();
                Interlocked.Decrement(ref running[key]);
                queue.Done(key);
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, producers).Select(p => Task.Run(() =>
        {
            for (var i = 0; i < adds; i++)
            {
                var key = ((i * 31) + (p * 17)) % keys;
                Interlocked.Increment(ref wanted[key]);
                switch (i % 4)
                {
                    case 0: queue.AddAfter(key, TimeSpan.FromMilliseconds(i % 3)); break;
                    case 1: queue.AddNow(key); break;
                    default: queue.Add(key); break;
                }
            }
        })));

        await Eventually.TrueAsync("the queue is empty", () => Task.FromResult(queue.Count == 0), ScriptedSource.Deadline);
        queue.ShutDown();
        await Task.WhenAll(consumers).WaitAsync(ScriptedSource.Deadline);
        Assert.Equal(0, overlaps);
        Assert.Equal(wanted, seen);
        Assert.Equal(producers * adds, wanted.Sum());
        Assert.InRange(runs, keys, producers * adds);
    }
}
