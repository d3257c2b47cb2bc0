namespace ModelMonitor.Cli.Printing;

/// <summary>The values of <c>-o</c>.</summary>
internal static class OutputForm
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Yaml = "yaml";
    public const string Wide = "wide";
    public const string Name = "name";
}
