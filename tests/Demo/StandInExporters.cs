namespace ModelMonitor.Demo;

/// <summary>The operator's configuration of stand-in GPU exporters. Their presets are presets.yaml.</summary>
internal static class StandInExporters
{
    /// <summary>What the operator's configuration says of them: the image that is on the node, and one that nobody has.</summary>
    public const string Configuration = """
        presetsFolder: /etc/modelmonitor-presets
        webhook:
          enabled: true
        exporters:
          images:
            stand-in: localhost/modelmonitor/model-server:dev
          allowedImages: ["localhost/missing/*"]
          allowPrivileged: true
          canarySeconds: 30
        """;

    /// <summary>A patch of the operator's Deployment that mounts the presets.</summary>
    public const string Mounted = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"modelmonitor-operator","namespace":"modelmonitor-system"},
         "spec":{"template":{"spec":{
          "containers":[{"name":"operator","volumeMounts":[{"name":"presets","mountPath":"/etc/modelmonitor-presets","readOnly":true}]}],
          "volumes":[{"name":"presets","configMap":{"name":"modelmonitor-presets"}}]}}}}
        """;
}
