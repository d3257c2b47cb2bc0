using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelMonitor.Kubernetes;

/// <summary>The body of an <c>admission.k8s.io/v1</c> AdmissionReview, as a server sends it and as it wants it back.</summary>
public static class AdmissionReview
{
    private const string ApiVersion = "admission.k8s.io/v1";
    private const string Kind = "AdmissionReview";

    // A member that stands twice would be read otherwise here than where the object came from.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads what a server asks. Nothing in the body is trusted.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <returns>The request; or null, why it cannot be read, and its uid as far as that could be.</returns>
    public static (AdmissionRequest? Request, string Uid, string Problem) Decode(ReadOnlySpan<byte> body)
    {
        var uid = "";
        try
        {
            if (JsonNode.Parse(body, null, Strict) is not JsonObject review) return Bad("the body is no JSON object");
            var request = review["request"] as JsonObject;
            uid = Text(request, "uid");
            if (Text(review, "apiVersion") != ApiVersion || Text(review, "kind") != Kind) return Bad($"the body is no {Kind} of {ApiVersion}");
            if (request is null) return Bad("request is missing");
            if (uid.Length == 0) return Bad("request.uid is missing");
            var operation = Text(request, "operation");
            if (operation.Length == 0) return Bad("request.operation is missing");
            if (request["object"] is not (null or JsonObject)) return Bad("request.object is no object");
            var given = request["object"] as JsonObject;
            if (given is null && operation is "CREATE" or "UPDATE") return Bad($"request.object is missing, and the operation is {operation}");
            var isDryRun = request["dryRun"]?.GetValue<bool>() ?? false;
            return (new(uid, operation, Text(request, "namespace"), Text(request, "name"), given, isDryRun), uid, "");
        }
        // InvalidOperationException: a number where a text belongs, or text that is no UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Bad(e.Message);
        }

        (AdmissionRequest?, string, string) Bad(string problem) => (null, uid, problem);
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="uid">The uid of the request; empty when it could not be read.</param>
    /// <param name="response">What is answered.</param>
    /// <param name="code">The HTTP status that the one who asked the server gets to see of a refusal.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Encode(string uid, AdmissionResponse response, HttpStatusCode code = HttpStatusCode.Forbidden)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", ApiVersion);
            json.WriteString("kind", Kind);
            json.WriteStartObject("response");
            json.WriteString("uid", uid);
            json.WriteBoolean("allowed", response.IsAllowed);
            if (!response.IsAllowed) WriteRefusal(json, response.Message, code);
            if (response is { IsAllowed: true, Patch.Count: > 0 }) WritePatch(json, response.Patch);
            if (response.Warnings is { Count: > 0 } warnings)
            {
                json.WriteStartArray("warnings");
                foreach (var warning in warnings) json.WriteStringValue(warning);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRefusal(Utf8JsonWriter json, string? message, HttpStatusCode code)
    {
        json.WriteStartObject("status");
        json.WriteString("message", message ?? "refused");
        json.WriteNumber("code", (int)code);
        json.WriteEndObject();
    }

    private static void WritePatch(Utf8JsonWriter json, JsonArray patch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var inner = new Utf8JsonWriter(buffer)) patch.WriteTo(inner);
        json.WriteString("patchType", "JSONPatch");
        json.WriteBase64String("patch", buffer.WrittenSpan);
    }

    private static string Text(JsonObject? parent, string name) => parent?[name]?.GetValue<string>() ?? "";
}
