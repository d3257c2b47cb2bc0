using ModelMonitor.Cli.Listing;
using ModelMonitor.Cli.Printing;
using ModelMonitor.Resources;

namespace ModelMonitor.Tests.Cli.Listing;

public sealed class StatusTableTests
{
    private static V1Alpha1ModelMonitor[] Five =>
    [
        MonitorSamples.Monitor("met"),
        MonitorSamples.Monitor("unseen", change: m => m.Status = null),
        MonitorSamples.Monitor("risk", "AtRisk"),
        MonitorSamples.Monitor("spent", change: m => (m.Status!.Objectives![0].BudgetState, m.Status.BudgetRemaining) = ("BudgetSpent", "-20%")),
        MonitorSamples.Monitor("breached", "Breached", m =>
        {
            m.Status!.Worst!.Value = "3.2s";
            m.Set("CapacityAvailable", "False", "CapacityUnavailable", "no GPU");
        }),
    ];

    [Fact]
    public void The_worst_is_first_and_each_line_says_what_is_wrong()
    {
        Assert.Equal(
            """
            NAME       MODE      STATE      WORST         VALUE/BOUND   BUDGET   READY   LAST DECISION     AGE   WHY
            breached   Enforce   Breached   first-token   3.2s/1s       -        4/4     3->4 DemandGrew   12m   CapacityUnavailable: no GPU
            risk       Enforce   AtRisk     first-token   210ms/1s      -        4/4     3->4 DemandGrew   12m   -
            unseen     Enforce   Unknown    -             -             -        -       -                 -     not looked at yet: is the operator running?
            spent      Enforce   Met        first-token   210ms/1s      -20%     4/4     3->4 DemandGrew   12m   -
            met        Enforce   Met        first-token   210ms/1s      -        4/4     3->4 DemandGrew   12m   -

            """,
            Table(Five));
    }

    [Fact]
    public void Wide_and_all_namespaces_add_columns()
    {
        Assert.Equal(
            """
            NAMESPACE   NAME   MODE      STATE   WORST         VALUE/BOUND   BUDGET   READY   LAST DECISION     AGE   TARGET           ENGINE   SOURCE   WHY   MESSAGE
            llm         met    Enforce   Met     first-token   210ms/1s      -        4/4     3->4 DemandGrew   12m   Deployment/met   vllm     prod     -     Scale from 3 to 4: 11 requests/s need 3.4 pods (4 each, headroom 1.25).

            """,
            Table([MonitorSamples.Monitor("met")], isWide: true, withNamespace: true));
    }

    [Fact]
    public void A_terminal_gets_colours_and_lines_no_wider_than_it_is()
    {
        var text = Table(Five, style: new(true), width: 40);
        Assert.Contains("\e[31mBreached", text, StringComparison.Ordinal);
        Assert.Contains("\e[33mAtRisk", text, StringComparison.Ordinal);
        Assert.Contains("\e[32mMet", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n'))
            Assert.True(System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9]*m", "").Length <= 40, line);
    }

    [Theory]
    [InlineData(true, null, "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm", false)]
    public void Colours_are_for_terminals_that_want_them(bool isTerminal, string? noColor, string term, bool isColoured)
    {
        var style = Style.For(isTerminal, name => name switch { "NO_COLOR" => noColor, "TERM" => term, _ => null });
        Assert.Equal(isColoured, style.State("Met", "Met") != "Met");
    }

    [Fact]
    public void What_the_cluster_says_moves_no_cursor()
    {
        var text = Table([MonitorSamples.Monitor("met", change: m => m.Set("ScalingLimited", "True", "MaxReplicas", "\e[2Jgone\u202e\u0007\r\nnext"))]);
        Assert.Contains("MaxReplicas: [2Jgone  next", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("name")]
    public void Other_forms_hold_no_control_characters_either(string form)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ObjectPrinter.Write(form, [MonitorSamples.Monitor("met", change: m => m.Set("Ready", "False", "InvalidSpec", "\e[2Jgone\u0007"))], isSingle: false, output);
        Assert.DoesNotContain(output.ToString(), c => char.IsControl(c) && c != '\n');
        if (form == "name") Assert.Equal("modelmonitor.modelmonitor.dev/met\n", output.ToString());
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(150, "2m30s")]
    [InlineData(3600, "60m")]
    [InlineData(5 * 3600, "5h")]
    [InlineData((5 * 3600) + 120, "5h2m")]
    [InlineData(3 * 86400, "3d")]
    public void Ages_are_written_as_kubectl_does(int seconds, string text) => Assert.Equal(text, Ages.Of(TimeSpan.FromSeconds(seconds)));

    private static string Table(V1Alpha1ModelMonitor[] monitors, bool isWide = false, bool withNamespace = false, Style? style = null, int? width = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        StatusTable.Write(MonitorRow.Sorted(monitors, MonitorSamples.Now), isWide, withNamespace, style ?? Style.Plain, width, output);
        return output.ToString();
    }
}
