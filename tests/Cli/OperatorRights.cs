using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli;

/// <summary>Rights as the operator's classes declare them, spread and repeated.</summary>
[Rbac("modelmonitor.dev", "modelmonitors", "get,list,watch")]
[Rbac("modelmonitor.dev", "modelmonitors/status", "patch")]
[Rbac("", "namespaces", "get", ClusterScoped = true)]
[Rbac("", "serviceaccounts", "impersonate", Names = "modelmonitor-actor", Part = RbacPart.Impersonation)]
[Rbac("authentication.k8s.io", "tokenreviews", "create", Part = RbacPart.SecureMetrics)]
[Rbac("", "pods", "watch,get,list")]
public sealed class OperatorRights;
