using System.Text.RegularExpressions;

namespace ModelMonitor.Kubernetes;

/// <summary>Sets conditions by the rules of <c>meta/v1.Condition</c>.</summary>
public static partial class Conditions
{
    /// <summary>Most characters that a message may have; longer ones are cut.</summary>
    public const int MaxMessageLength = 32768;

    /// <summary>Most characters that a reason may have.</summary>
    public const int MaxReasonLength = 1024;

    /// <summary>Adds or updates one condition. <c>lastTransitionTime</c> moves only when the status flips.</summary>
    /// <param name="conditions">The object's list, changed in place.</param>
    /// <param name="type">CamelCase type.</param>
    /// <param name="status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
    /// <param name="reason">CamelCase reason from a closed set.</param>
    /// <param name="message">One sentence for a person; may be empty.</param>
    /// <param name="observedGeneration">The generation that was judged.</param>
    /// <param name="now">The time now; kept in whole seconds, as Kubernetes keeps it.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="ArgumentException">The status or the reason is one that the API server would refuse.</exception>
    public static bool Set(
        IList<Condition> conditions,
        string type,
        string status,
        string reason,
        string message,
        long observedGeneration,
        DateTimeOffset now)
    {
        if (status is not ("True" or "False" or "Unknown")) throw new ArgumentException($"'{status}' is no status", nameof(status));
        if (reason.Length > MaxReasonLength || !ReasonPattern().IsMatch(reason))
            throw new ArgumentException($"'{reason}' is no reason", nameof(reason));
        if (message.Length > MaxMessageLength) message = Cut(message);

        var condition = conditions.FirstOrDefault(c => c.Type == type);
        if (condition is null) conditions.Add(condition = new Condition { Type = type, Status = "" });
        else if (condition.Status == status && condition.Reason == reason && condition.Message == message
            && condition.ObservedGeneration == observedGeneration) return false;

        if (condition.Status != status)
            condition.LastTransitionTime = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        condition.Status = status;
        condition.Reason = reason;
        condition.Message = message;
        condition.ObservedGeneration = observedGeneration;
        return true;
    }

    // Never between the halves of a surrogate pair: half a character is no valid JSON.
    private static string Cut(string message) =>
        message[..(char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)];

    [GeneratedRegex("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ReasonPattern();
}
