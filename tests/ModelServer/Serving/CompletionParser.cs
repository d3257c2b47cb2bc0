using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ModelMonitor.ModelServer.Serving;

/// <summary>Reads a completion request from a JSON body, or from the query when there is no body.</summary>
internal static class CompletionParser
{
    private const int LongestRequest = 10_000_000;

    /// <returns>The request, or null and what is wrong with it.</returns>
    public static async Task<(CompletionRequest? Request, string? Mistake)> ReadAsync(HttpRequest request)
    {
        CompletionRequest? body;
        try
        {
            body = request.ContentLength is null or 0 && !request.HasJsonContentType()
                ? FromQuery(request.Query)
                : await JsonSerializer.DeserializeAsync(request.Body, WireJson.Default.CompletionRequest, request.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            return (null, e.Message);
        }

        if (body is null) return (null, "an empty request");
        if (body.MaxTokens is < 1 or > LongestRequest) return (null, $"max_tokens: {body.MaxTokens} is not in 1..{LongestRequest}");
        if (body.PromptTokens is < 0 or > LongestRequest) return (null, $"prompt_tokens: {body.PromptTokens} is not in 0..{LongestRequest}");
        return (body, null);
    }

    private static CompletionRequest FromQuery(IQueryCollection query) => new()
    {
        PromptTokens = Number(query, "prompt_tokens"),
        MaxTokens = Number(query, "max_tokens") ?? new CompletionRequest().MaxTokens,
        Stream = query["stream"] == "true",
    };

    private static int? Number(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var text) ? int.Parse(text.ToString(), CultureInfo.InvariantCulture) : null;
}
