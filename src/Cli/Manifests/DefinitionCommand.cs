using System.CommandLine;

namespace ModelMonitor.Cli.Manifests;

/// <summary><c>manifests</c> of the published file: prints the CustomResourceDefinition that goes with it, for <c>kubectl apply -f -</c>.</summary>
internal static class DefinitionCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var older = new Option<bool>("--without-rules") { Description = "For API servers older than 1.25, which know no CEL rules." };
        var command = new Command("manifests", "Prints the CustomResourceDefinition of this version.") { older };
        command.SetAction(given =>
        {
            given.InvocationConfiguration.Output.Write(Read(given.GetValue(older) ? "crd-without-rules.yaml" : "crd.yaml"));
            return 0;
        });
        return command;
    }

    private static string Read(string name)
    {
        using var stream = typeof(DefinitionCommand).Assembly.GetManifestResourceStream($"manifests/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
