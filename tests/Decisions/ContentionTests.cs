using ModelMonitor.Decisions;
using static ModelMonitor.Tests.Decisions.Make;

namespace ModelMonitor.Tests.Decisions;

public class ContentionTests
{
    [Fact]
    public void What_is_there_at_first_is_expected_and_what_stays_is_nobodys_doing()
    {
        var seen = Contention.None.Next(3, [], At(0));
        Assert.Equal(3, seen.Expected);
        Assert.Equal(seen, seen.Next(3, [], At(15)));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(8, false)]
    public void A_number_that_somebody_sets_stands_for_a_while(int set, bool holdsGrowth)
    {
        var held = (Contention.None with { Expected = 5 }).Next(set, [], At(0));
        Assert.Equal((set, At(0) + Constants.ManualHold, holdsGrowth), (held.Expected, held.HoldUntil, held.HoldsGrowth));
        Assert.Empty(held.Reverts);
    }

    [Fact]
    public void A_change_that_is_put_back_at_once_is_a_revert_and_later_a_person()
    {
        var ours = Contention.None.Changed(5);
        var revert = ours.Next(3, [new(At(0), 3, 5)], At(0) + Constants.RevertSpan);
        Assert.Equal([At(0) + Constants.RevertSpan], revert.Reverts);
        Assert.Equal((3, null), (revert.Expected, revert.HoldUntil));

        var person = ours.Next(3, [new(At(0), 3, 5)], At(1) + Constants.RevertSpan);
        Assert.Empty(person.Reverts);
        Assert.NotNull(person.HoldUntil);
        Assert.NotNull(ours.Next(4, [new(At(0), 3, 5)], At(15)).HoldUntil);
    }

    [Fact]
    public void Three_reverts_in_ten_minutes_are_another_controller()
    {
        var contention = Contention.None;
        foreach (var t in new[] { 0, 60, 120 })
        {
            Assert.Null(contention.YieldUntil);
            contention = Reverted(contention, At(t));
        }

        Assert.Equal((At(120) + Constants.ShortestYield, 1), (contention.YieldUntil, contention.Yields));
        Assert.Empty(contention.Reverts);
    }

    [Fact]
    public void Reverts_now_and_then_are_not()
    {
        var contention = Contention.None;
        for (var i = 0; i < 10; i++) contention = Reverted(contention, At(i * Constants.RevertTime.TotalSeconds / (Constants.RevertsToYield - 1)));
        Assert.Null(contention.YieldUntil);
    }

    [Fact]
    public void One_more_revert_after_a_pause_doubles_it_up_to_a_limit()
    {
        var (contention, now, pauses) = (Reverted(Reverted(Contention.None, At(-30)), At(-15)), At(0), new List<double>());
        for (var i = 0; i < 6; i++)
        {
            contention = Reverted(contention, now);
            pauses.Add((contention.YieldUntil!.Value - now).TotalMinutes);
            now = contention.YieldUntil.Value + Seconds(30);
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], pauses);
    }

    [Fact]
    public void A_change_that_stands_is_forgiveness()
    {
        var yielded = Contention.None with { Expected = 5, YieldUntil = At(0), Yields = 2 };
        Assert.Equal(yielded, yielded.Next(5, [], At(0) + Constants.RevertTime));
        var forgiven = yielded.Next(5, [], At(1) + Constants.RevertTime);
        Assert.Equal((0, null), (forgiven.Yields, forgiven.YieldUntil));
    }

    [Fact]
    public void A_clock_set_back_lengthens_nothing_beyond_its_longest()
    {
        var late = new Contention(5, At(9000), true, [At(8000)], At(9000), 1).NotAfter(At(0));
        Assert.Equal((At(0) + Constants.ManualHold, At(0) + Constants.LongestYield), (late.HoldUntil, late.YieldUntil));
        Assert.Equal([At(0)], late.Reverts);
    }

    [Fact]
    public void Another_controller_is_left_alone_and_tried_again_later()
    {
        var run = new Run();
        for (var t = 0; t < 600 && run.Last.Reason != DecisionReason.HeldReverted; t += 15) run.Look(t, putsBack: true);
        Assert.Equal(Constants.RevertsToYield, run.Changes);
        var yielded = run.Time;
        while (run.Last.Reason == DecisionReason.HeldReverted) run.Look(run.Time + 15, putsBack: true);
        Assert.Equal(Constants.ShortestYield.TotalSeconds, run.Time - yielded);
        Assert.Equal(Constants.RevertsToYield + 1, run.Changes);
        run.Look(run.Time + 15, putsBack: true);
        Assert.Equal((DecisionReason.HeldReverted, Guard.Contested), (run.Last.Reason, run.Last.LimitedBy!.Value));
    }

    [Fact]
    public void A_person_who_takes_pods_away_is_not_overruled_for_ten_minutes()
    {
        var run = new Run();
        for (var t = 0; t < 120; t += 15) run.Look(t);
        var ours = run.Current;
        run.Current = 1;
        var since = run.Time;
        for (var t = since + 15; t <= since + Constants.ManualHold.TotalSeconds; t += 15)
        {
            run.Look(t);
            Assert.Equal((1, DecisionReason.HeldManual), (run.Current, run.Last.Reason));
        }

        for (var i = 0; i < 3; i++) run.Look(run.Time + 15);
        Assert.True(run.Current > 1 && ours > 1, run.Last.Message);
    }

    [Fact]
    public void A_plan_that_only_tells_contradicts_nobody()
    {
        var run = new Run { Advisory = true };
        for (var t = 0; t < 1200; t += 15)
        {
            run.Look(t, putsBack: true);
            Assert.False(run.Last.Reason is DecisionReason.HeldReverted or DecisionReason.HeldManual, run.Last.Message);
        }

        Assert.True(run.Changes > 50);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(600, true)]
    public void A_restart_remembers_what_was_written_last(double ago, bool isPerson)
    {
        var state = MonitorState.Restore([new(At(-ago), 2, 4)], [], At(0));
        var next = Pipeline.Decide(Plan(), state, Observe(0.3, 8, 0, 4, 2, At(0)), At(0)).State.Contention;
        Assert.Equal((2, isPerson, isPerson ? 0 : 1), (next.Expected, next.HoldUntil is not null, next.Reverts.Length));
    }

    private static Contention Reverted(Contention contention, DateTimeOffset now) =>
        contention.Changed(5).Next(3, [new(now - Seconds(5), 3, 5)], now);

    /// <summary>Twice the load that the pods can take, and perhaps somebody who puts them back.</summary>
    private sealed class Run
    {
        private MonitorState _state = MonitorState.Start;

        public bool Advisory { get; init; }

        public int Current { get; set; } = 2;

        public int Changes { get; private set; }

        public double Time { get; private set; }

        public Decision Last { get; private set; } = null!;

        public Run() => Last = new(2, 2, "", DecisionReason.Steady, null, null, "", []);

        public void Look(double seconds, bool putsBack = false)
        {
            Time = seconds;
            var plan = Plan() with { IsAdvisory = Advisory };
            var outcome = Pipeline.Decide(plan, _state, Observe(3, 16 * Current, 20 * Current, 8 * Current, Current, At(seconds)), At(seconds));
            (_state, Last) = (outcome.State, outcome.Decision!);
            if (Last.IsChange) Changes++;
            if (!putsBack) Current = Last.To;
        }
    }
}
