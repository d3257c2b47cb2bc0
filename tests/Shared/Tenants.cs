using System.Text.Json;

namespace ModelMonitor.Tests;

/// <summary>
/// Thirty-two users of a namespace, one for each set of five capabilities that a tenant may have or not: <c>tenant-13</c> has those of the
/// bits of 13.
/// </summary>
public static class Tenants
{
    /// <summary>How many there are.</summary>
    public const int Count = 32;

    /// <summary>A capability: the one right that stands for it, as a role gives it.</summary>
    /// <param name="Name">Short name.</param>
    /// <param name="Group">API group.</param>
    /// <param name="Resource">Resource.</param>
    /// <param name="Subresource">Subresource; empty for none.</param>
    /// <param name="Verb">Verb.</param>
    /// <param name="Target">Name of the only object; null for all.</param>
    public sealed record Capability(string Name, string Group, string Resource, string Subresource, string Verb, string? Target);

    /// <summary>The five.</summary>
    public static IReadOnlyList<Capability> Capabilities { get; } =
    [
        new("write", "modelmonitor.dev", "modelmonitors", "", "create", null),
        new("status", "modelmonitor.dev", "modelmonitors", "status", "patch", null),
        new("scale", "apps", "deployments", "scale", "patch", "chat"),
        new("evict", "", "pods", "eviction", "create", null),
        new("change", "apps", "deployments", "", "patch", "chat"),
    ];

    /// <summary>A user's name.</summary>
    /// <param name="rights">Bits of <see cref="Capabilities"/>.</param>
    public static string NameOf(int rights) => $"tenant-{rights}";

    /// <summary>Whether a user has a capability.</summary>
    /// <param name="rights">The user's bits.</param>
    /// <param name="capability">The capability's name.</param>
    public static bool Has(int rights, string capability) => (rights >> Capabilities.ToList().FindIndex(c => c.Name == capability) & 1) == 1;

    /// <summary>A role for each capability, bound to the users that have it; who writes monitors is bound to <c>modelmonitor-edit</c>.</summary>
    /// <param name="ns">The namespace.</param>
    public static string Manifest(string ns)
    {
        const string rbac = "rbac.authorization.k8s.io";
        var items = new List<object>();
        foreach (var (capability, bit) in Capabilities.Select((c, i) => (c, i)))
        {
            var isEditor = capability.Name == "write";
            var resource = capability.Subresource.Length > 0 ? $"{capability.Resource}/{capability.Subresource}" : capability.Resource;
            if (!isEditor)
            {
                items.Add(new
                {
                    apiVersion = $"{rbac}/v1",
                    kind = "Role",
                    metadata = new { name = $"tenants-{capability.Name}", @namespace = ns },
                    rules = new[]
                    {
                        new { apiGroups = new[] { capability.Group }, resources = new[] { resource }, verbs = new[] { capability.Verb }, resourceNames = capability.Target is null ? [] : new[] { capability.Target } },
                    },
                });
            }

            items.Add(new
            {
                apiVersion = $"{rbac}/v1",
                kind = "RoleBinding",
                metadata = new { name = $"tenants-{capability.Name}", @namespace = ns },
                roleRef = new { apiGroup = rbac, kind = isEditor ? "ClusterRole" : "Role", name = isEditor ? "modelmonitor-edit" : $"tenants-{capability.Name}" },
                subjects = Enumerable.Range(0, Count).Where(r => (r >> bit & 1) == 1).Select(r => new { apiGroup = rbac, kind = "User", name = NameOf(r) }),
            });
        }

        return JsonSerializer.Serialize(new { apiVersion = "v1", kind = "List", items });
    }
}
