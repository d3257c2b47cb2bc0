using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads the <c>exec</c> of a kubeconfig's user.</summary>
internal static class KubeConfigExec
{
    private const string Group = "client.authentication.k8s.io";

    /// <summary>Where a cluster keeps what is meant for exec programs only.</summary>
    private const string ClusterExtension = Group + "/exec";

    /// <summary>The source of credentials that the user's <c>exec</c> describes; nothing is run yet.</summary>
    public static ExecCredentialSource Read(
        KubeConfig.Entry user, KubeConfig.Entry cluster, TimeProvider? time, ILoggerFactory? loggers)
    {
        if (user.Body["exec"] is not JsonObject body) throw new ClientConfigException($"{user}: exec is not an object");
        var exec = user with { Body = body };
        var version = exec.Text("apiVersion") ?? "";
        if (version is not ($"{Group}/v1" or $"{Group}/v1beta1"))
            throw new ClientConfigException($"{user}: exec.apiVersion is '{version}', not {Group}/v1 or {Group}/v1beta1");
        if (exec.Text("command") is not { Length: > 0 } command) throw new ClientConfigException($"{user}: exec.command is missing");
        CheckMode(user, exec.Text("interactiveMode") ?? "", version);

        var isPath = command.Contains('/', StringComparison.Ordinal) || command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return new ExecCredentialSource(
            new ExecCommand(
                $"{user}",
                isPath ? user.Resolve(command) : command,
                [.. Items(body["args"]).Select(item => Text(item, user, "args"))],
                Variables(body, user),
                version,
                exec.Text("installHint") ?? "",
                () => Info(version, exec.Flag("provideClusterInfo") ? cluster : null)),
            time, loggers);
    }

    private static void CheckMode(KubeConfig.Entry user, string mode, string version)
    {
        switch (mode)
        {
            case "Never" or "IfAvailable":
            case "" when version.EndsWith("/v1beta1", StringComparison.Ordinal):
                return;
            case "Always":
                throw new ClientConfigException($"{user}: exec.interactiveMode is Always, but there is no terminal to give to the program");
            case "":
                throw new ClientConfigException($"{user}: exec.interactiveMode is missing; {version} asks for Never, IfAvailable or Always");
            default:
                throw new ClientConfigException($"{user}: exec.interactiveMode '{mode}' is none of Never, IfAvailable, Always");
        }
    }

    private static Dictionary<string, string> Variables(JsonObject exec, KubeConfig.Entry user)
    {
        var variables = new Dictionary<string, string>();
        foreach (var item in Items(exec["env"]))
        {
            var variable = item as JsonObject ?? [];
            variables[Text(variable["name"], user, "env")] = Text(variable["value"], user, "env");
        }

        return variables;
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    // A number written without quotes has lost its form: 1.10 is 1.1 by now.
    private static string Text(JsonNode? node, KubeConfig.Entry user, string field) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new ClientConfigException($"{user}: exec.{field} holds something that is not text; put it in quotes");

    private static string Info(string version, KubeConfig.Entry? cluster)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (cluster is not null) spec["cluster"] = ClusterInfo(cluster);
        return new JsonObject { ["apiVersion"] = version, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private static JsonObject ClusterInfo(KubeConfig.Entry cluster)
    {
        var info = new JsonObject();
        foreach (var field in new[] { "server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url" })
            if (cluster.Body[field] is { } value) info[field] = value.DeepClone();
        if (cluster.Pem("certificate-authority") is { } authority)
            info["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authority));
        var extension = Items(cluster.Body["extensions"]).OfType<JsonObject>().FirstOrDefault(e => e["name"]?.ToString() == ClusterExtension);
        if (extension?["extension"] is { } config) info["config"] = config.DeepClone();
        return info;
    }
}
