using System.Text.Json;
using ModelMonitor.Tests;

namespace ModelMonitor.Demo;

/// <summary>A kustomization over config/default, as an administrator writes one: an own configuration, and what this server cannot take left out.</summary>
internal static class Overlay
{
    private const string Presets = "presets.yaml";

    /// <summary>Writes it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="configuration">The operator's configuration.</param>
    /// <param name="isCurrent">Whether the server knows CEL rules; one that does not has no policy/v1 either.</param>
    /// <param name="withExporters">Whether the operator has a webhook and the presets of stand-in GPU exporters.</param>
    public static void Write(string folder, string configuration, bool isCurrent, bool withExporters)
    {
        List<string> patches =
        [
            JsonSerializer.Serialize(new
            {
                apiVersion = "v1",
                kind = "ConfigMap",
                metadata = new { name = "modelmonitor-config", @namespace = Stage.OperatorNamespace },
                data = new Dictionary<string, string> { ["config.yaml"] = configuration },
            }),
        ];
        if (withExporters) patches.Add(StandInExporters.Mounted);
        else patches.Add(Without("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "modelmonitor-pods", null));
        if (!isCurrent)
        {
            patches.Add(Without("apiextensions.k8s.io/v1", "CustomResourceDefinition", "modelmonitors.modelmonitor.dev", null));
            patches.Add(Without("policy/v1", "PodDisruptionBudget", "modelmonitor-operator", Stage.OperatorNamespace));
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Presets), Stage.Manifest(Presets));
        var installation = Path.GetRelativePath(folder, Repository.PathOf("config", "default"));
        // JSON is YAML too.
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), JsonSerializer.Serialize(new
        {
            apiVersion = "kustomize.config.k8s.io/v1beta1",
            kind = "Kustomization",
            resources = withExporters ? [installation, Presets] : new[] { installation },
            patches = patches.Select(patch => new { patch }),
        }));
    }

    private static string Without(string version, string kind, string name, string? ns) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["$patch"] = "delete",
        ["apiVersion"] = version,
        ["kind"] = kind,
        ["metadata"] = ns is null ? new Dictionary<string, string> { ["name"] = name } : new Dictionary<string, string> { ["name"] = name, ["namespace"] = ns },
    });
}
