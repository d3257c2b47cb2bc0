using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Kubernetes.Runtime;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, 750, TimeSpan.Zero);

    private readonly List<Condition> _conditions = [];

    [Fact]
    public void The_transition_time_moves_only_when_the_status_flips()
    {
        Assert.True(Set("True", "Judged", "all good", 1, Start));
        var condition = Assert.Single(_conditions);
        Assert.Equal(("Ready", "True", "Judged", "all good", 1L), Of(condition));
        Assert.Equal(Start.AddMilliseconds(-750), condition.LastTransitionTime);

        Assert.True(Set("True", "Judged", "still good", 2, Start.AddMinutes(1)));
        Assert.Equal(("Ready", "True", "Judged", "still good", 2L), Of(condition));
        Assert.Equal(Start.AddMilliseconds(-750), condition.LastTransitionTime);

        Assert.True(Set("False", "Judged", "still good", 2, Start.AddMinutes(2)));
        Assert.Equal(Start.AddMinutes(2).AddMilliseconds(-750), condition.LastTransitionTime);
        Assert.Single(_conditions);
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        Set("True", "Judged", "all good", 1, Start);
        Assert.False(Set("True", "Judged", "all good", 1, Start.AddDays(1)));
    }

    [Fact]
    public void A_message_that_is_too_long_is_cut_between_characters()
    {
        Set("True", "Judged", new string('x', Conditions.MaxMessageLength - 1) + "😀", 1, Start);
        Assert.Equal(Conditions.MaxMessageLength - 1, _conditions[0].Message.Length);
        Set("True", "Judged", new string('x', Conditions.MaxMessageLength + 1), 1, Start);
        Assert.Equal(Conditions.MaxMessageLength, _conditions[0].Message.Length);
    }

    [Theory]
    [InlineData("true", "Judged")]
    [InlineData("True", "")]
    [InlineData("True", "Not judged")]
    [InlineData("True", "Judged\n")]
    [InlineData("True", "1st")]
    public void What_the_server_would_refuse_is_refused_here(string status, string reason)
    {
        Assert.Throws<ArgumentException>(() => Set(status, reason, "", 1, Start));
        Assert.Empty(_conditions);
    }

    private bool Set(string status, string reason, string message, long generation, DateTimeOffset now) =>
        Conditions.Set(_conditions, "Ready", status, reason, message, generation, now);

    private static (string, string, string, string, long) Of(Condition c) => (c.Type, c.Status, c.Reason, c.Message, c.ObservedGeneration);
}
