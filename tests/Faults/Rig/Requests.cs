using System.Text.RegularExpressions;

namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>Names for kinds of requests, for <see cref="FaultProxy.On"/>.</summary>
public static class Requests
{
    /// <summary>Scale writes.</summary>
    public static bool Scale(ProxiedRequest request) => request.Kind == WriteKind.Scale;

    /// <summary>Status writes.</summary>
    public static bool Status(ProxiedRequest request) => request.Kind == WriteKind.Status;

    /// <summary>Event writes.</summary>
    public static bool Event(ProxiedRequest request) => request.Kind == WriteKind.Event;

    /// <summary>Everything about leases, reads too.</summary>
    public static bool Lease(ProxiedRequest request) => request.Path.Contains("/leases", StringComparison.Ordinal);

    /// <summary>Every write but those of leases.</summary>
    public static bool Write(ProxiedRequest request) => request.Kind is not (WriteKind.None or WriteKind.Lease);

    /// <summary>Every request.</summary>
    public static bool Any(ProxiedRequest request) => true;

    /// <summary>Writes of one kind.</summary>
    public static Func<ProxiedRequest, bool> Of(WriteKind kind) => request => request.Kind == kind;

    /// <summary>Watches of a resource, for example <c>modelmonitors</c>.</summary>
    public static Func<ProxiedRequest, bool> Watch(string resource) =>
        request => request.IsWatch && request.Path.EndsWith($"/{resource}", StringComparison.Ordinal);

    /// <summary>Lists of a resource, each page of them.</summary>
    public static Func<ProxiedRequest, bool> List(string resource) =>
        request => request.Method == "GET" && !request.IsWatch && request.Path.EndsWith($"/{resource}", StringComparison.Ordinal);

    /// <summary>Requests of a method (or any: <c>*</c>) whose path matches.</summary>
    public static Func<ProxiedRequest, bool> Path(string method, string regex)
    {
        var pattern = new Regex(regex, RegexOptions.CultureInvariant);
        return request => (method == "*" || request.Method == method) && pattern.IsMatch(request.Path);
    }
}
