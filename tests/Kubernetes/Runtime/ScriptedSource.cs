using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

/// <summary>An API server whose part the test plays: it meets each list and watch, and answers when it likes.</summary>
internal sealed class ScriptedSource : IListWatch<Widget>
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Channel<ListCall> _lists = Channel.CreateUnbounded<ListCall>();
    private readonly Channel<WatchCall> _watches = Channel.CreateUnbounded<WatchCall>();

    public int Lists { get; private set; }

    public int Watches { get; private set; }

    /// <summary>The watch opened last.</summary>
    public WatchCall? Current { get; private set; }

    public Task<ListCall> NextListAsync() => _lists.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    public Task<WatchCall> NextWatchAsync() => _watches.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    public async Task<ListPage<Widget>> ListAsync(int limit, string? continueToken, CancellationToken cancellationToken)
    {
        Lists++;
        var call = new ListCall(limit, continueToken);
        _lists.Writer.TryWrite(call);
        return await call.Answer.Task.WaitAsync(cancellationToken);
    }

    public async IAsyncEnumerable<WatchEvent<Widget>> WatchAsync(
        string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Watches++;
        var call = new WatchCall(resourceVersion, timeout, cancellationToken);
        Current = call;
        _watches.Writer.TryWrite(call);
        await foreach (var e in call.Events.Reader.ReadAllAsync(cancellationToken)) yield return e;
    }

    internal sealed record ListCall(int Limit, string? Continue)
    {
        public TaskCompletionSource<ListPage<Widget>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reply(string version, params Widget[] items) => Reply(new ListPage<Widget>(items, version, null, []));

        public void Reply(ListPage<Widget> page) => Answer.SetResult(page);

        public void Fail(Exception e) => Answer.SetException(e);
    }

    internal sealed record WatchCall(string ResourceVersion, TimeSpan Timeout, CancellationToken Token)
    {
        public Channel<WatchEvent<Widget>> Events { get; } = Channel.CreateUnbounded<WatchEvent<Widget>>();

        public void Added(Widget widget) => Send(WatchEventType.Added, widget);

        public void Modified(Widget widget) => Send(WatchEventType.Modified, widget);

        public void Deleted(Widget widget) => Send(WatchEventType.Deleted, widget);

        public void Bookmark(string version) => Events.Writer.TryWrite(new(WatchEventType.Bookmark, null, version));

        public void Error(Status status) => Events.Writer.TryWrite(new(WatchEventType.Error, null, null, status));

        public void Undecodable(string? version, ObjectKey? key) => Events.Writer.TryWrite(
            new(WatchEventType.Undecodable, null, version, Undecodable: new(key, version, "$.spec.size: not a number")));

        public void End() => Events.Writer.Complete();

        public void Fail(Exception e) => Events.Writer.Complete(e);

        private void Send(WatchEventType type, Widget widget) =>
            Events.Writer.TryWrite(new(type, widget, widget.Metadata.ResourceVersion));
    }
}
