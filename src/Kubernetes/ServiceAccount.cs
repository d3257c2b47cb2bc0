namespace ModelMonitor.Kubernetes;

/// <summary>Service accounts as API servers name them.</summary>
public static class ServiceAccount
{
    /// <summary>The user that an account is. Of an impersonated one the server adds the groups that its tokens have.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    public static string UserOf(string ns, string name) => $"system:serviceaccount:{ns}:{name}";
}
