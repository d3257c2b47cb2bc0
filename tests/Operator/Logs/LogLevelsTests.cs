using Microsoft.Extensions.Logging;
using ModelMonitor.Operator.Configuration;
using ModelMonitor.Operator.Logs;

namespace ModelMonitor.Tests.Operator.Logs;

public sealed class LogLevelsTests
{
    private const string Own = "ModelMonitor.Operator.Enactor";
    private const string Client = "ModelMonitor.Kubernetes.Informer";

    [Fact]
    public void Own_lines_go_by_the_level_and_others_warn_at_least()
    {
        var levels = new LogLevels(Of("Debug"));
        Assert.True(levels.IsEnabled(Own, LogLevel.Debug));
        Assert.False(levels.IsEnabled(Own, LogLevel.Trace));
        Assert.False(levels.IsEnabled("Microsoft.AspNetCore", LogLevel.Information));
        Assert.True(levels.IsEnabled("Microsoft.AspNetCore", LogLevel.Warning));
        Assert.False(new LogLevels(Of("Error")).IsEnabled("Microsoft.AspNetCore", LogLevel.Warning));
        Assert.False(new LogLevels(Of("None")).IsEnabled(Own, LogLevel.Critical));
        Assert.False(levels.IsEnabled("ModelMonitorish", LogLevel.Information));
    }

    [Fact]
    public void The_longest_name_that_covers_a_category_counts()
    {
        var levels = new LogLevels(Of("Warning", ("ModelMonitor.Kubernetes", "Debug"), ("ModelMonitor.Kubernetes.Informer", "Error"), ("Microsoft", "Trace")));
        Assert.True(levels.IsEnabled("ModelMonitor.Kubernetes", LogLevel.Debug));
        Assert.True(levels.IsEnabled("ModelMonitor.Kubernetes.Client", LogLevel.Debug));
        Assert.False(levels.IsEnabled(Client, LogLevel.Warning));
        Assert.True(levels.IsEnabled("Microsoft.AspNetCore", LogLevel.Trace));
        Assert.False(levels.IsEnabled("ModelMonitor.Kubernetesish", LogLevel.Debug));
    }

    [Fact]
    public void A_flag_counts_until_the_levels_of_the_file_change()
    {
        var levels = new LogLevels(Of("Information"), LogLevel.Trace);
        Assert.True(levels.IsEnabled(Own, LogLevel.Trace));
        levels.Use(Of("Information"));
        Assert.True(levels.IsEnabled(Own, LogLevel.Trace));
        levels.Use(Of("Information", ("ModelMonitor.Kubernetes", "Debug")));
        Assert.False(levels.IsEnabled(Own, LogLevel.Debug));
        Assert.True(levels.IsEnabled(Client, LogLevel.Debug));
        levels.Use(Of("Warning"));
        Assert.False(levels.IsEnabled(Client, LogLevel.Information));
    }

    private static LoggingConfiguration Of(string level, params (string Category, string Level)[] levels) =>
        new() { Level = level, Levels = levels.ToDictionary(l => l.Category, l => l.Level) };
}
