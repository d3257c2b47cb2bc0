namespace ModelMonitor.Decisions;

/// <summary>Notes what each step came to.</summary>
internal sealed class Steps
{
    private readonly List<DecisionStep> _steps = new(10);

    public Steps(Situation s)
    {
        if (!s.LoadKnown) return;
        Add("demand", s.Demand.Planned);
        if (s.Need is not { } need) return;
        Add("podCapacity", need.PodRate);
        Add("headroom", need.Headroom);
        Add("need", need.Exact);
    }

    public IReadOnlyList<DecisionStep> All => _steps;

    public Proposal Add(string name, Proposal proposal)
    {
        Add(name, proposal.To);
        return proposal;
    }

    private void Add(string name, double value) => _steps.Add(new(name, value));
}
