using ModelMonitor.Cli.Backtest.Input;

namespace ModelMonitor.Tests.Cli.Backtest;

public sealed class MonitorFileTests
{
    [Theory]
    [InlineData("minimal.yaml")]
    [InlineData("full.yaml")]
    public void The_samples_are_read(string name) =>
        Assert.NotEmpty(MonitorFile.Read(Repository.PathOf("config", "samples", name)).Spec.Objectives);

    [Fact]
    public void An_object_as_the_cluster_gives_it_is_read_with_what_was_learned()
    {
        var text = Samples.Monitor + """

            status:
              observedGeneration: 1
              learned: {podCapacity: "3.4", coldStart: 95s}
              somethingNew: {of: a later version}
            """;
        Assert.Equal("3.4", MonitorFile.Parse(text, "mm.yaml").Status!.Learned!.PodCapacity);
    }

    [Theory]
    [InlineData("", "mm.yaml: holds no ModelMonitor")]
    [InlineData("[1, 2]", "mm.yaml: holds no ModelMonitor")]
    [InlineData("kind:\n  - [}\n", "mm.yaml:2: is no YAML: ")]
    [InlineData("kind: Deployment\napiVersion: apps/v1\n", "mm.yaml: kind: is Deployment; a ModelMonitor is needed")]
    [InlineData("kind: ModelMonitorList\n", "mm.yaml: kind: is ModelMonitorList; a ModelMonitor is needed (of a list, write one item to a file)")]
    [InlineData("spec: {}\n", "mm.yaml: kind: is missing")]
    [InlineData("kind: ModelMonitor\napiVersion: modelmonitor.dev/v9\n", "mm.yaml: apiVersion: is modelmonitor.dev/v9; write modelmonitor.dev/v1alpha1")]
    [InlineData("kind: ModelMonitor\napiVersion: modelmonitor.dev/v1alpha1\n", "mm.yaml: spec: is missing")]
    [InlineData("a: &x [1]\nb: *x\n", "mm.yaml:2: the alias *x is not read: write the value out")]
    [InlineData("kind: ModelMonitor\n---\nkind: ModelMonitor\n", "mm.yaml:2: a second document begins; leave the ModelMonitor alone in the file")]
    public void What_is_no_monitor_is_refused(string text, string message) => Refused(text, message);

    [Theory]
    [InlineData("maxReplicas: 12", "maxReplica: 12", "mm.yaml: spec.scaling.maxReplica: there is no such field; see kubectl explain modelmonitor.spec.scaling")]
    [InlineData("below: 1s", "bellow: 1s", "mm.yaml: spec.objectives[0].bellow: there is no such field; see kubectl explain modelmonitor.spec.objectives")]
    [InlineData("maxReplicas: 12", "maxReplicas: many", "mm.yaml: spec.scaling.maxReplicas: has not the form of this field; see kubectl explain modelmonitor.spec.scaling.maxReplicas")]
    [InlineData("maxReplicas: 12", "maxReplicas: 1", "mm.yaml: spec.scaling.minReplicas: minReplicas must not be above maxReplicas: lower minReplicas or raise maxReplicas")]
    [InlineData("below: 1s", "below: 1", "mm.yaml: spec.objectives[0].below: a latency's bound is a duration from 1ms to 1h, for example 750ms or 1s")]
    public void A_mistake_is_refused_with_field_and_fix(string right, string wrong, string message) =>
        Refused(Samples.Monitor.Replace(right, wrong, StringComparison.Ordinal), message);

    [Fact]
    public void Every_mistake_is_named()
    {
        var text = Samples.Monitor.Replace("below: 1s", "below: 1", StringComparison.Ordinal).Replace("maxReplicas: 12", "maxReplicas: 1", StringComparison.Ordinal);
        var lines = Assert.Throws<InputException>(() => MonitorFile.Parse(text, "mm.yaml")).Message.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("mm.yaml: spec.", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new string('#', (int)MonitorFile.MaxBytes + 1));
            Assert.Equal($"{path}: is larger than the 3 MiB that are read", Assert.Throws<InputException>(() => MonitorFile.Read(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => MonitorFile.Parse(text, "mm.yaml")).Message, StringComparison.Ordinal);
}
