using System.Reflection;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources.Schema;

namespace ModelMonitor.Cli.Manifests;

/// <summary>Builds the CustomResourceDefinition of a type.</summary>
public static class CrdBuilder
{
    /// <summary>Builds the definition with its CEL rules, for Kubernetes 1.25 and newer.</summary>
    /// <typeparam name="T">The custom resource's type.</typeparam>
    /// <exception cref="InvalidOperationException">The schema is not sound; the message lists every fault.</exception>
    public static JsonObject Build<T>()
        where T : class, IKubernetesObject<T>
    {
        var resource = T.Resource;
        var schema = SchemaBuilder.Build(T.JsonType);
        var columns = typeof(T).GetCustomAttributes<PrinterColumnAttribute>().ToList();
        var faults = SchemaChecker.Check(schema).Concat(columns
            .Where(c => !SchemaChecker.HasField(schema, c.JsonPath) && c.JsonPath != ".metadata.creationTimestamp")
            .Select(c => $"column {c.Name}: {c.JsonPath} leads nowhere")).ToList();
        if (faults.Count > 0) throw new InvalidOperationException($"{typeof(T).Name} makes no sound schema:\n{string.Join('\n', faults)}");

        var singular = resource.Kind.ToLowerInvariant();
        return new()
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = resource.GroupResource },
            ["spec"] = new JsonObject
            {
                ["group"] = resource.Group,
                ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
                ["names"] = new JsonObject
                {
                    ["kind"] = resource.Kind,
                    ["listKind"] = $"{resource.Kind}List",
                    ["plural"] = resource.Plural,
                    ["singular"] = singular,
                    ["shortNames"] = new JsonArray([.. typeof(T).GetCustomAttributes<ShortNameAttribute>().Select(s => (JsonNode)s.Name)]),
                },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = resource.Version,
                    ["served"] = true,
                    ["storage"] = true,
                    ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                    ["additionalPrinterColumns"] = new JsonArray([.. columns.Select(Column)]),
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
                }),
            },
        };
    }

    /// <summary>
    /// Takes the CEL rules out of a definition, for older servers: they would drop the rules themselves, but kubectl refuses fields that
    /// the server does not know. The operator's run-time twins guard such a cluster.
    /// </summary>
    /// <param name="crd">The definition; left as it is.</param>
    public static JsonObject WithoutRules(JsonObject crd)
    {
        var copy = crd.DeepClone().AsObject();
        Strip(copy);
        return copy;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            map.Remove("x-kubernetes-validations");
            foreach (var (_, child) in map) Strip(child);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list) Strip(item);
        }
    }

    private static JsonNode Column(PrinterColumnAttribute column)
    {
        var node = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Wide) node["priority"] = 1;
        return node;
    }
}
