namespace ModelMonitor.Kubernetes;

/// <summary>The values of the metrics label <c>result</c>, in controller-runtime's words.</summary>
internal static class ReconcileOutcome
{
    public const string Success = "success";
    public const string RequeueAfter = "requeue_after";
    public const string Error = "error";

    public static readonly string[] All = [Success, RequeueAfter, Error];
}
