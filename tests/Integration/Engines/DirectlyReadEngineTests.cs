namespace ModelMonitor.Tests.Integration.Engines;

/// <summary>The same table without a Prometheus: the pods' own endpoints, read directly.</summary>
public sealed class DirectlyReadEngineTests(DirectlyReadRecordings recordings) : IClassFixture<DirectlyReadRecordings>
{
    public static TheoryData<string> Rows => [.. DirectlyReadRecordings.Rows.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_pod_that_is_read_directly_gives_what_was_computed_by_hand(string row)
    {
        var expected = DirectlyReadRecordings.Rows.Single(e => e.Name == row);
        var reading = recordings.Reading(expected);
        Assert.Equal((expected.Reason, expected.Reason is null ? null : reading.Detail), (reading.Reason, reading.Detail));
        if (expected.Value is not { } value) return;
        Assert.True(reading.TryGet(out var actual));
        Assert.Equal(value, actual, Math.Max(Math.Abs(value) * expected.Tolerance, double.Epsilon));
    }
}
