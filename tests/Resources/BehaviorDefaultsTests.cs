using System.Text.Json;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Resources;

public sealed class BehaviorDefaultsTests
{
    private const string Up = """{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15},{"type":"Pods","value":4,"periodSeconds":15}]}""";
    private const string Down = """{"stabilizationWindowSeconds":300,"selectPolicy":"Max","policies":[{"type":"Pods","value":1,"periodSeconds":60},{"type":"Percent","value":10,"periodSeconds":60}]}""";

    [Theory]
    [InlineData("{\"maxReplicas\":3}")]
    [InlineData("{\"maxReplicas\":3,\"behavior\":null}")]
    [InlineData("{\"maxReplicas\":3,\"behavior\":{}}")]
    [InlineData("{\"maxReplicas\":3,\"behavior\":{\"scaleUp\":{},\"scaleDown\":null}}")]
    public void Nothing_given_means_the_defaults(string scaling)
    {
        var behavior = Resolve(scaling);
        Assert.Equal(Up, Json(behavior.ScaleUp!));
        Assert.Equal(Down, Json(behavior.ScaleDown!));
    }

    [Fact]
    public void A_window_alone_keeps_the_default_policies()
    {
        var behavior = Resolve("{\"maxReplicas\":3,\"behavior\":{\"scaleDown\":{\"stabilizationWindowSeconds\":60}}}");
        Assert.Equal(Up, Json(behavior.ScaleUp!));
        Assert.Equal(Down.Replace("300", "60", StringComparison.Ordinal), Json(behavior.ScaleDown!));
    }

    [Fact]
    public void Given_policies_replace_the_default_ones()
    {
        var behavior = Resolve(
            "{\"maxReplicas\":3,\"behavior\":{\"scaleUp\":{\"selectPolicy\":\"Min\",\"policies\":[{\"type\":\"Pods\",\"value\":2,\"periodSeconds\":30}]}}}");
        Assert.Equal(
            """{"stabilizationWindowSeconds":0,"selectPolicy":"Min","policies":[{"type":"Pods","value":2,"periodSeconds":30}]}""",
            Json(behavior.ScaleUp!));
        Assert.Equal(Down, Json(behavior.ScaleDown!));
    }

    [Fact]
    public void Defaults_are_not_shared_between_monitors()
    {
        BehaviorDefaults.ScaleUp.Policies!.Clear();
        Assert.Equal(Up, Json(BehaviorDefaults.ScaleUp));
    }

    private static BehaviorSpec Resolve(string scaling) =>
        BehaviorDefaults.Resolve(JsonSerializer.Deserialize(scaling, ResourcesJsonContext.Default.ScalingSpec)!.Behavior);

    private static string Json(ScalingRules rules) => JsonSerializer.Serialize(rules, ResourcesJsonContext.Default.ScalingRules);
}
