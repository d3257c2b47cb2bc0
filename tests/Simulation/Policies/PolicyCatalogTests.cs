using ModelMonitor.Simulation;

namespace ModelMonitor.Tests.Simulation;

public sealed class PolicyCatalogTests
{
    private static readonly List<Rival> All =
    [
        .. PolicyCatalog.Scalers(),
        .. PolicyCatalog.FixedPools(meanPods: 12),
        .. PolicyCatalog.Oracles([30, 30], TimeSpan.FromSeconds(120), 2, 50),
    ];

    [Fact]
    public void Every_rival_has_a_name_of_its_own_that_begins_with_its_family()
    {
        var names = All.ConvertAll(rival => rival.Create().Name);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(All, rival => Assert.StartsWith(rival.Family + " ", rival.Create().Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_simulation_gets_an_instance_of_its_own() =>
        Assert.All(All, rival => Assert.NotSame(rival.Create(), rival.Create()));

    [Fact]
    public void Fixed_pools_are_multiples_of_the_mean()
    {
        var pools = All.FindAll(rival => rival.Family == "fixed");
        Assert.Equal(("fixed 10", "fixed 36"), (pools[0].Create().Name, pools[^1].Create().Name));
        Assert.All(pools, pool => Assert.Equal(Math.Ceiling(pool.Setting * 12), pool.Create().Decide(new SeenMetrics(), TimeSpan.Zero)));
    }

    [Fact]
    public void A_policy_that_knows_nothing_changes_nothing()
    {
        var seen = new SeenMetrics { Current = 7, Ready = 7 };
        Assert.All(PolicyCatalog.Scalers(), rival => Assert.Equal(7, rival.Create().Decide(seen, TimeSpan.Zero)));
    }
}
