using System.Net;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Kubernetes;

namespace ModelMonitor.Cli.Cluster;

/// <summary>What went wrong at the cluster, in one line as kubectl words it, with the next thing to do.</summary>
internal static class ErrorText
{
    /// <summary>Whether an exception is one of the cluster's, and no fault of this program.</summary>
    public static bool IsOfCluster(Exception e) => e is KubernetesException or ClientConfigException;

    /// <summary>Words it.</summary>
    /// <param name="e">An exception of which <see cref="IsOfCluster"/> holds.</param>
    /// <param name="server">The API server, where it is known.</param>
    public static string Of(Exception e, Uri? server = null) => Safe.Line(e switch
    {
        KubernetesException failure => Of(failure, server),
        _ => $"error: {e.Message}",
    });

    private static string Of(KubernetesException e, Uri? server)
    {
        var said = e.Status?.Message is { Length: > 0 } message ? message : e.Message;
        return e switch
        {
            { StatusCode: null } => $"Unable to connect to the server{(server is null ? "" : $" {server.Authority}")}: {e.Message}; is it the right cluster (kubectl config current-context), and does kubectl version answer?",
            { StatusCode: HttpStatusCode.Unauthorized } => "error: You must be logged in to the server (Unauthorized); log in again, or name another --context",
            // A server that does not know the resource answers with no Status of an object.
            { IsNotFound: true } when !said.Contains('"', StringComparison.Ordinal) =>
                "error: the server doesn't have a resource type \"modelmonitors\"; install ModelMonitor (kubectl apply -f crds/), or name another --context",
            { IsNotFound: true } => $"Error from server (NotFound): {said}; kubectl modelmonitor status -A lists those that there are",
            { IsForbidden: true } => $"Error from server (Forbidden): {said}; ask for a role with get, list and watch on modelmonitors.modelmonitor.dev",
            _ => $"Error from server ({e.Status?.Reason ?? e.StatusCode.ToString()}): {said}",
        };
    }
}
