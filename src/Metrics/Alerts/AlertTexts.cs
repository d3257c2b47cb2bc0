namespace ModelMonitor.Metrics;

/// <summary>Labels and annotations that all alerts of a monitor have. The names in them are DNS labels, so that none is a template.</summary>
/// <param name="question">The monitor.</param>
/// <param name="runbooks">Address of the folder of runbooks.</param>
internal sealed class AlertTexts(MonitorQuestion question, string runbooks)
{
    private readonly string _name = question.Key[(question.Key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>The monitor, for people.</summary>
    public string Monitor => $"{question.Namespace}/{_name}";

    /// <summary>An alert that is worth waking somebody.</summary>
    public AlertingRule Page(string alert, string expr, TimeSpan time, string summary, string description, string? objective = null) =>
        Of(alert, "page", expr, time, summary, description, objective);

    /// <summary>An alert for office hours.</summary>
    public AlertingRule Ticket(string alert, string expr, TimeSpan time, string summary, string description, string? objective = null) =>
        Of(alert, "ticket", expr, time, summary, description, objective);

    private AlertingRule Of(string alert, string severity, string expr, TimeSpan time, string summary, string description, string? objective)
    {
        var labels = new Dictionary<string, string> { ["namespace"] = question.Namespace, [MonitorAlerts.MonitorLabel] = _name, ["severity"] = severity };
        if (objective is not null) labels["objective"] = objective;
        return new(alert, expr, time, labels, new Dictionary<string, string>
        {
            ["summary"] = summary,
            ["description"] = description,
            ["runbook_url"] = $"{runbooks}/{alert}.md",
        });
    }
}
