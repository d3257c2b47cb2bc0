using ModelMonitor.Cli.Backtest;
using ModelMonitor.Cli.Backtest.Results;
using ModelMonitor.Cli.Backtest.Running;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class DocumentTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "backtest.md"));

    [Fact]
    public void The_document_names_every_option()
    {
        var options = BacktestCommand.Create(TimeProvider.System, isTerminal: false).Options;
        Assert.True(options.Count > 15);
        Assert.All(options, option => Assert.True(new[] { option.Name }.Concat(option.Aliases).Any(n => Text.Contains($"{n} ", StringComparison.Ordinal)
            || Text.Contains($"{n}`", StringComparison.Ordinal)), option.Name));
    }

    [Fact]
    public void The_document_names_every_key_of_a_variant() =>
        Assert.All(Variant.Keys.Split(", "), key => Assert.Contains($"`{key}`", Text, StringComparison.Ordinal));

    [Fact]
    public void The_document_names_every_field_of_the_json()
    {
        var fields = new[] { typeof(BacktestDocument), typeof(LoadSummary), typeof(Assumptions), typeof(PolicyScore), typeof(ChangeEntry) }
            .SelectMany(type => BacktestJsonContext.Default.GetTypeInfo(type)!.Properties)
            .Select(p => p.Name).ToList();
        Assert.Contains("firstTokenP99Seconds", fields);
        Assert.All(fields, field => Assert.Contains($"`{field}", Text, StringComparison.Ordinal));
    }
}
