using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads the credentials of a kubeconfig's user.</summary>
internal static class KubeConfigUser
{
    /// <summary>What would change who the client is, and is not built: passed over, it would act as somebody else.</summary>
    private static readonly string[] Unsupported =
        ["exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>Fails where the user asks for a way to log in that is not built.</summary>
    public static void RefuseUnsupported(KubeConfig.Entry user)
    {
        foreach (var field in Unsupported)
        {
            if (user.Has(field))
                throw new ClientConfigException($"{user}: '{field}' is not supported; use a token, a tokenFile or a client certificate");
        }
    }

    /// <summary>The client certificate, or null.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain)? Certificate(KubeConfig.Entry user) =>
        (user.Pem("client-certificate"), user.Pem("client-key")) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => KubeConfig.Decode(user, () => Certificates.Client(certificate, key)),
            _ => throw new ClientConfigException($"{user}: client-certificate and client-key go together"),
        };

    /// <summary>The token source, or null. A file goes before a token, since only a file is renewed.</summary>
    public static ITokenSource? Token(KubeConfig.Entry user, TimeProvider? time, ILoggerFactory? loggers) =>
        user.FullPath("tokenFile") is { } path ? new FileTokenSource(path, time, loggers)
        : user.Text("token") is { Length: > 0 } token ? new StaticTokenSource(token)
        : null;
}
