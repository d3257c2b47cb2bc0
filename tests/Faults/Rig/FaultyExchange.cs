using Microsoft.AspNetCore.Http;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>One question to a faulty server.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Query">The question.</param>
/// <param name="Round">Number of its round.</param>
/// <param name="Healthy">Makes the answer that a healthy server would give.</param>
public sealed record FaultyExchange(HttpContext Http, string Query, int Round, Func<string> Healthy)
{
    /// <summary>Answers with a text.</summary>
    /// <param name="body">The text.</param>
    /// <param name="status">The status.</param>
    public Task AnswerAsync(string body, int status = 200)
    {
        Http.Response.StatusCode = status;
        return Http.Response.WriteAsync(body, Http.RequestAborted);
    }
}
