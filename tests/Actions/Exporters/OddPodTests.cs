using System.Text.Json.Nodes;
using ModelMonitor.Actions;
using static ModelMonitor.Tests.Actions.Sidecars;

namespace ModelMonitor.Tests.Actions;

/// <summary>Pods that no API server would send: an exception here would take the webhook away from everybody.</summary>
public sealed class OddPodTests
{
    private static readonly string[] Odd = ["null", "true", "0", "1e400", "-1.5", "\"\"", "\"windows\"", "[]", "[null]", "[[]]", "[\"x\"]", "{}", "{\"name\": {}}", "{\"\": null}"];

    private static readonly SidecarRequest[] Requests =
        [Plain, Plain with { IsNative = true, NeedsClaims = true }, Privileged with { IsNative = true }];

    [Fact]
    public void Whatever_stands_in_the_place_of_any_field_a_patch_can_be_applied_and_an_exception_is_never_thrown()
    {
        var paths = new List<string[]>();
        Collect(JsonNode.Parse(FullPod), [], paths);
        Assert.True(paths.Count > 50, $"{paths.Count} fields");
        var (patched, refused) = (0, 0);
        foreach (var path in paths)
        {
            foreach (var odd in Odd)
            {
                foreach (var request in Requests)
                {
                    var pod = With(path, odd);
                    if (SidecarPatch.Of(pod, request) is not { Patch: { } patch })
                    {
                        refused++;
                        continue;
                    }

                    var after = JsonPatching.Apply(pod, patch);
                    Assert.Equal(request.Image, (string?)Container(after)["image"]);
                    Assert.Equal(request.Preset, (string?)after["metadata"]!["labels"]![SidecarPatch.PresetLabel]);
                    patched++;
                }
            }
        }

        Assert.True(patched > 500 && refused > 200, $"{patched} patched, {refused} left alone");
    }

    [Theory]
    [InlineData("""{"spec": {"containers": []}}""")]
    [InlineData("""{"metadata": {}, "spec": {"containers": []}}""")]
    [InlineData("""{"metadata": {}, "spec": {"containers": [{}], "volumes": "x"}}""")]
    [InlineData("""{"metadata": {"labels": []}, "spec": {"containers": [{}]}}""")]
    [InlineData("{}")]
    public void What_has_not_the_form_of_a_pod_is_left_alone(string json) =>
        Assert.Equal(new SidecarResult(null, "does not have the form of a pod"), SidecarPatch.Of(Parse(json), Plain));

    [Theory]
    [InlineData("""{"metadata": {}, "metadata": {}, "spec": {"containers": [{}]}}""")]
    [InlineData("""{"metadata": {}, "spec": {"containers": [{"name": "a", "name": "b"}]}}""")]
    public void A_key_that_is_there_twice_is_no_exception(string json) =>
        Assert.Equal(new SidecarResult(null, "has a key twice in its JSON"), SidecarPatch.Of(Parse(json), Plain));

    private static void Collect(JsonNode? node, string[] path, List<string[]> found)
    {
        if (path.Length > 0) found.Add(path);
        if (node is JsonObject map)
            foreach (var (key, value) in map) Collect(value, [.. path, key], found);
        if (node is JsonArray list)
            for (var i = 0; i < list.Count; i++) Collect(list[i], [.. path, i.ToString(null, null)], found);
    }

    private static JsonObject With(string[] path, string odd)
    {
        var pod = Parse(FullPod);
        var parent = path[..^1].Aggregate((JsonNode)pod, (node, key) => (node is JsonArray list ? list[int.Parse(key, null)] : node[key])!);
        if (parent is JsonArray array) array[int.Parse(path[^1], null)] = JsonNode.Parse(odd);
        else parent[path[^1]] = JsonNode.Parse(odd);
        return pod;
    }
}
