using System.Text.Json;
using ModelMonitor.Resources;
using ModelMonitor.Tests.Crd;

namespace ModelMonitor.Tests.Resources;

public sealed class ModelMonitorValidatorTests
{
    public static TheoryData<string> Valid => [.. ModelMonitorCases.Valid.Select(c => c.Name)];

    public static TheoryData<string> Invalid => [.. ModelMonitorCases.Invalid.Select(c => c.Name)];

    public static TheoryData<string> Unreadable => [.. ModelMonitorCases.Unreadable.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_right_spec_passes(string name) =>
        Assert.Empty(ModelMonitorValidator.Validate(Read(ModelMonitorCases.Valid.Single(c => c.Name == name))));

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_mistake_gives_one_violation_in_the_servers_words(string name)
    {
        var wrong = ModelMonitorCases.Invalid.Single(c => c.Name == name);
        var violation = Assert.Single(ModelMonitorValidator.Validate(Read(wrong)));
        Assert.Equal(new Violation(wrong.Field!, wrong.Message!), violation);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_spec_that_the_types_cannot_hold_is_no_monitor(string name) =>
        Assert.Throws<JsonException>(() => Read(ModelMonitorCases.Unreadable.Single(c => c.Name == name)));

    [Fact]
    public void Nulls_where_objects_belong_are_named_not_fallen_over()
    {
        var monitor = new V1Alpha1ModelMonitor();
        monitor.Spec.TargetRef = null!;
        monitor.Spec.Objectives = [null!];
        Assert.Equal(
            [new("spec.targetRef", "Required value"), new("spec.objectives[0]", "Required value")],
            ModelMonitorValidator.Validate(monitor));
        monitor.Spec = null!;
        Assert.Equal([new("spec", "Required value")], ModelMonitorValidator.Validate(monitor));
    }

    [Fact]
    public void A_violation_reads_as_a_sentence() => Assert.Equal("spec.engine: is wrong", new Violation("spec.engine", "is wrong").ToString());

    private static V1Alpha1ModelMonitor Read(ModelMonitorCases.Case given) => JsonSerializer.Deserialize(
        $$$"""{"metadata": {"name": "chat"}, "spec": {{{given.Spec}}}}""", V1Alpha1ModelMonitor.JsonType)!;
}
