using Microsoft.Extensions.Logging;

namespace ModelMonitor.Kubernetes;

/// <summary>Reads the credentials of a kubeconfig's user.</summary>
internal static class KubeConfigUser
{
    /// <summary>What would change who the client is, and is not built: passed over, it would act as somebody else.</summary>
    private static readonly string[] Unsupported =
        ["auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>The configuration with the user's credentials in it.</summary>
    public static ClientConfig Apply(
        ClientConfig config, KubeConfig.Entry user, KubeConfig.Entry cluster, TimeProvider? time, ILoggerFactory? loggers)
    {
        if (Unsupported.FirstOrDefault(user.Has) is { } field)
        {
            throw new ClientConfigException(
                $"{user}: '{field}' is not supported; use a token, a tokenFile, a client certificate or exec");
        }

        var identity = Certificate(user);
        var token = Token(user, time, loggers);
        var exec = user.Has("exec") ? KubeConfigExec.Read(user, cluster, time, loggers) : null;
        // Which of them counts would depend on who reads the file.
        if (exec is not null && (identity is not null || token is not null))
            throw new ClientConfigException($"{user}: exec together with a token or a client certificate");
        return config with
        {
            ClientCertificate = identity?.Certificate,
            ClientCertificateChain = identity?.Chain,
            ClientCertificateFile = user.PemFile("client-certificate"),
            ClientKeyFile = user.PemFile("client-key"),
            Token = token,
            Exec = exec,
        };
    }

    private static ClientIdentity? Certificate(KubeConfig.Entry user) =>
        (user.Pem("client-certificate"), user.Pem("client-key")) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => KubeConfig.Decode(user, () => Certificates.Client(certificate, key)),
            _ => throw new ClientConfigException($"{user}: client-certificate and client-key go together"),
        };

    // A file goes before a token, since only a file is renewed.
    private static ITokenSource? Token(KubeConfig.Entry user, TimeProvider? time, ILoggerFactory? loggers) =>
        user.FullPath("tokenFile") is { } path ? new FileTokenSource(path, time, loggers)
        : user.Text("token") is { Length: > 0 } token ? new StaticTokenSource(token)
        : null;
}
