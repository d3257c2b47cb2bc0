using ModelMonitor.Tests.Faults.Rig;

namespace ModelMonitor.Tests.Faults.SelfTests;

public sealed class AuditLogTests
{
    private const string Scale = """
        {"kind":"Event","stage":"ResponseComplete","verb":"patch","user":{"username":"system:serviceaccount:ns:operator-a"},"userAgent":"modelmonitor/0.1.0","objectRef":{"resource":"deployments","namespace":"ns","name":"chat","apiGroup":"apps","subresource":"scale"},"responseStatus":{"code":200},"requestObject":{"spec":{"replicas":2}},"responseObject":{"metadata":{"resourceVersion":"7"},"spec":{"replicas":2}},"requestReceivedTimestamp":"2026-01-01T00:00:00.000000Z","stageTimestamp":"2026-01-01T00:00:00.010000Z"}
        """;

    [Fact]
    public void A_line_becomes_an_entry()
    {
        var entry = AuditLog.Parse(Scale)!;
        Assert.Equal((WriteKind.Scale, 2, 2, 200, "7"), (entry.Kind, entry.RequestedReplicas, entry.ReplicasAfter, entry.Code, entry.ResourceVersion));
        Assert.Null(AuditLog.Parse(Scale.Replace("ResponseComplete", "ResponseStarted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lines_are_read_as_they_are_completed()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var log = new AuditLog(path);
            await File.AppendAllTextAsync(path, Scale + "\n" + Scale[..100], TestContext.Current.CancellationToken);
            Assert.Single(log.Of("ns"));
            await File.AppendAllTextAsync(path, Scale[100..] + "\n", TestContext.Current.CancellationToken);
            Assert.Equal(2, log.Of("ns").Count);
            Assert.Empty(log.Of("other"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
