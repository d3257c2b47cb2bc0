namespace ModelMonitor.Tests.Faults.Rig;

/// <summary>The published operator and the clock shim that can be put under it.</summary>
/// <param name="folder">Where the shim is compiled to.</param>
internal sealed class OperatorTools(string folder)
{
    /// <summary>The published program: the very file that goes into the image. <c>hack/test</c> publishes it.</summary>
    public static string Program { get; } = Repository.PathOf("artifacts", "publish", "operator", "ModelMonitor.Operator");

    /// <summary>The compiled clock shim.</summary>
    public string SkewLibrary => Path.Combine(folder, "skew.so");

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"{Program} is missing; publish it with `hack/test --publish`");
        await Command.RunAsync(
            "gcc",
            ["-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", SkewLibrary, Repository.PathOf("tests", "Faults", "clock", "skew.c"), "-ldl", "-pthread"],
            cancellationToken: cancellationToken);
    }
}
