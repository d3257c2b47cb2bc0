using System.Text.RegularExpressions;
using ModelMonitor.Cli.Checking;
using ModelMonitor.Kubernetes;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli.Checking;

public sealed partial class MonitorCheckTests
{
    [Fact]
    public void A_healthy_monitor_is_one_line_with_its_performance_data()
    {
        var result = MonitorCheck.Of(MonitorSamples.Monitor(), new());
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            "MODELMONITOR OK - chat: first-token 210ms (below 1s), 4 of 4 replicas | 'first-token'=0.21s;;1;0 'replicas'=4;;;1;8 'ready'=4;;;0",
            result.Line);
    }

    public static TheoryData<string, int, Action<V1Alpha1ModelMonitor>> Cases => new()
    {
        { "OK", 0, m => m.Set("ScalingActive", "False", "Paused", "spec.mode is Paused") },
        { "OK", 0, m => m.Set("ScalingActive", "False", "ManualHold", "somebody set the replicas") },
        { "WARNING", 1, m => m.Status!.Objectives![0].State = "AtRisk" },
        { "WARNING", 1, m => m.Status!.Objectives![0].BudgetState = "BudgetBurning" },
        { "WARNING", 1, m => m.Status!.Objectives![0].BudgetState = "BudgetSpent" },
        { "WARNING", 1, m => m.Set("ScalingLimited", "True", "MaxReplicas", "more are needed") },
        { "WARNING", 1, m => m.Set("CapacityAvailable", "False", "CapacityUnavailable", "no GPU") },
        { "WARNING", 1, m => m.Set("ScalingActive", "False", "HorizontalPodAutoscaler", "another scales") },
        { "CRITICAL", 2, m => m.Status!.Objectives![0].State = "Breached" },
        { "CRITICAL", 2, m => m.Set("ScalingActive", "False", "ScaleFailed", "the API server refused") },
        { "CRITICAL", 2, m => m.Set("Ready", "False", "TargetNotFound", "no such target") },
        { "CRITICAL", 2, m => { m.Status!.Objectives![0].State = "AtRisk"; m.Set("CapacityAvailable", "False", "CapacityUnavailable", "no GPU"); } },
        { "CRITICAL", 2, m => { m.Status!.Objectives![0].State = "AtRisk"; m.Set("ScalingActive", "False", "OtherMonitor", "another scales"); } },
        { "UNKNOWN", 3, m => m.Status = null },
        { "UNKNOWN", 3, m => m.Metadata.Generation = 3 },
        { "UNKNOWN", 3, m => { m.Status!.Objectives![0].State = "Unknown"; m.Status.Objectives[0].Reason = "NoData"; m.Set("MetricsAvailable", "False", "NoData", "no series"); } },
        { "UNKNOWN", 3, m => m.Set("Ready", "False", "Collecting", "wait") },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Exit_codes_are_those_of_the_guidelines(string word, int code, Action<V1Alpha1ModelMonitor> change)
    {
        var result = MonitorCheck.Of(MonitorSamples.Monitor(change: change), new());
        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith($"MODELMONITOR {word} - chat: ", result.Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(50d, null, 0)]
    [InlineData(64d, null, 1)]
    [InlineData(80d, 64d, 2)]
    public void A_budget_below_a_threshold_is_told(double? warning, double? critical, int code)
    {
        var result = MonitorCheck.Of(MonitorSamples.Monitor(change: m => m.Status!.Objectives![0].BudgetRemaining = "63%"), new(warning, critical));
        Assert.Equal(code, result.ExitCode);
        Assert.Contains($"'first-token_budget'=63%;{(warning is null ? "" : $"{warning}:")};{(critical is null ? "" : $"{critical}:")};;100", result.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_indicator_that_is_good_above_its_bound_alerts_below_it()
    {
        var result = MonitorCheck.Of(MonitorSamples.Monitor(change: m =>
        {
            m.Spec.Objectives = [new() { Name = "up", Indicator = "availability", Above = IntOrString.FromString("99.5%") }];
            m.Status!.Objectives = [new() { Name = "up", State = "Met", Value = "99.9%", Bound = "99.5%" }];
        }), new());
        Assert.Contains("up 99.9% (above 99.5%)", result.Line, StringComparison.Ordinal);
        Assert.Contains("'up'=99.9%;;99.5:;0;100", result.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_the_cluster_breaks_the_line_or_its_performance_data()
    {
        var result = MonitorCheck.Of(MonitorSamples.Monitor(change: m => m.Set("Ready", "False", "InvalidSpec", "a|b\nc \e[31md")), new());
        Assert.Contains("InvalidSpec: a/b c [31md", result.Line, StringComparison.Ordinal);
        Assert.Equal(1, result.Line.Count(c => c == '|'));
        Assert.DoesNotContain('\n', result.Line);
        Assert.DoesNotContain('\e', result.Line);
    }

    [Fact]
    public void Performance_data_has_the_form_of_the_guidelines()
    {
        foreach (var one in Cases)
        {
            var data = MonitorCheck.Of(MonitorSamples.Monitor(change: one.Data.Item3), new(20, 5)).Performance;
            Assert.All(data.Split(' ', StringSplitOptions.RemoveEmptyEntries), part => Assert.Matches(Part(), part));
        }
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(90, 3)]
    public void A_status_that_nobody_keeps_is_not_believed(int age, int code)
    {
        var lease = new V1Lease { Spec = new() { RenewTime = new(MonitorSamples.Now.AddSeconds(-age)) } };
        var result = OperatorAge.Judge(MonitorCheck.Of(MonitorSamples.Monitor(), new()), lease, TimeSpan.FromSeconds(60), MonitorSamples.Now);
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(3, OperatorAge.Judge(result, new V1Lease(), TimeSpan.FromSeconds(60), MonitorSamples.Now).ExitCode);
    }

    [GeneratedRegex(@"^'[^'=|]+'=-?[0-9.]+(s|%)?(;(-?[0-9.]+:?)?){0,2}(;-?[0-9.]*){0,2}$")]
    private static partial Regex Part();
}
