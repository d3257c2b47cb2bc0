using ModelMonitor.Kubernetes;

namespace ModelMonitor.Tests.Cli;

[Rbac("apps", "statefulsets/scale, deployments/scale", "patch", AsActor = true)]
[Rbac("apps", "deployments/scale,statefulsets/scale", "get", AsActor = true)]
[Rbac("events.k8s.io", "events", "create,patch")]
[Rbac("coordination.k8s.io", "leases", "get,update,patch", Names = "modelmonitor-operator", OwnNamespace = true)]
[Rbac("coordination.k8s.io", "leases", "create", OwnNamespace = true)]
public sealed class ScaleRights;
