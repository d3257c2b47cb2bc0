namespace ModelMonitor.Operator.Configuration;

/// <summary>Checks <c>logging</c>.</summary>
internal static class LoggingChecks
{
    private static readonly string[] Levels = ["Information", "Trace", "Debug", "Warning", "Error", "Critical", "None"];

    public static void Check(LoggingConfiguration logging, ConfigurationCheck check)
    {
        check.OneOf("logging.level", logging.Level, Levels);
        check.OneOf("logging.format", logging.Format, LoggingConfiguration.JsonFormat, LoggingConfiguration.TextFormat);
        foreach (var (category, level) in logging.Levels)
        {
            if (category.Length == 0) throw check.Wrong("logging.levels", "has an empty category; name one, for example ModelMonitor.Kubernetes: Debug");
            check.OneOf($"logging.levels.{category}", level, Levels);
        }
    }
}
