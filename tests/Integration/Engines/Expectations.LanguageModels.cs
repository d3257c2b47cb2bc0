using static ModelMonitor.Decisions.Indicator;
using static ModelMonitor.Decisions.UnknownReason;

namespace ModelMonitor.Tests.Integration.Engines;

internal static partial class Expectations
{
    private static IEnumerable<Expectation> Vllm() =>
    [
        .. Of(
            "vllm", "0.8",
            Is(InFlight, 12),
            Is(Waiting, 3),
            Is(KvCacheUse, 0.42),                                  // gpu_cache_usage_perc
            Is(TimeToFirstToken, 0.5, 0.4375),                     // rank 5 of 10: 2 + 3/4 of (.25, .5]
            Is(TimeToFirstToken, 0.95, 0.875),                     // rank 9.5: 9 + .5/1 of (.75, 1]
            Is(TimeToFirstToken, 0.42),                            // mean: sum 4.2 / 10
            Is(InterTokenLatency, 0.5, 0.04),                      // rank 500 of 1000: 200 + 300/500 of (.025, .05]
            Is(InterTokenLatency, 0.95, 0.0875),                   // rank 950: 900 + 50/100 of (.075, .1]
            No(TimePerOutputToken, NoData),                        // not in this version
            Is(RequestLatency, 0.5, 6.25),                         // rank 5: 4 + 1/4 of (5, 10]
            Is(RequestLatency, 0.95, 13.75),                       // rank 9.5: 8 + 1.5/2 of (10, 15]
            Is(QueueWait, 0.5, 0.1875),                            // rank 5: 5/8 of (0, .3]
            Is(QueueWait, 0.95, 0.65),                             // rank 9.5: 9 + .5/1 of (.5, .8]
            Is(RequestRate, 10),                                   // stop 7, length 2, abort 1; it cannot refuse
            Is(TokenThroughput, 1010),
            No(ErrorRatio, NoData),                                // it has no finished reason for errors: not known to be 0
            No(Availability, NoData)),
        .. Of(
            "vllm", "0.11",
            Is(InFlight, 20),                                      // ranks 12 + 8
            Is(Waiting, 4),                                        // 3 + 1
            Is(KvCacheUse, 0.6),                                   // mean of .5 and .7
            Is(TimeToFirstToken, 0.5, 0.25 + (0.25 * 8 / 9)),      // rank 10 of 20: 2 + 8/9 of (.25, .5]
            Is(TimeToFirstToken, 0.95, 2.2),                       // rank 19: 15 + 4/5 of (1, 2.5]
            Is(InterTokenLatency, 0.5, 0.045),                     // rank 1000 of 2000: 200 + 800/1000 of (.025, .05]; old and new name not added
            Is(InterTokenLatency, 0.95, 0.075 + (0.025 * 5 / 6)),  // rank 1900: 1400 + 500/600 of (.075, .1]
            Is(TimePerOutputToken, 0.5, 0.025 + (0.025 * 10 / 18)), // rank 10 of 20: 10/18 of (.025, .05]
            Is(TimePerOutputToken, 0.95, 0.0875),                  // rank 19: 18 + 1/2 of (.075, .1]
            Is(RequestLatency, 0.5, 5 + (5.0 * 6 / 14)),           // rank 10: 4 + 6/14 of (5, 10]
            Is(RequestLatency, 0.95, 12.5),                        // rank 19: 18 + 1/2 of (10, 15]
            Is(QueueWait, 0.5, 0.3 * 10 / 18),                     // rank 10: 10/18 of (0, .3]
            Is(QueueWait, 0.95, 0.5),                              // rank 19: all 19 up to the edge .5
            Is(RequestRate, 20),
            Is(TokenThroughput, 2020),
            No(ErrorRatio, NoData),
            No(Availability, NoData)),
        .. Of(
            "vllm", "0.32",
            Is(InFlight, 12),
            Is(Waiting, 2),                                        // those for capacity, not the 5 deferred
            Is(KvCacheUse, 0.42),
            Is(TimeToFirstToken, 0.5, 0.4375),                     // as 0.8
            Is(TimeToFirstToken, 0.95, 0.875),
            Is(InterTokenLatency, 0.5, 0.04),
            Is(InterTokenLatency, 0.95, 0.0875),
            Is(TimePerOutputToken, 0.5, 0.040625),                 // rank 5 of 10: 5/8 of (.025, .05]
            Is(TimePerOutputToken, 0.95, 0.09375),                 // rank 9.5: 8 + 1.5/2 of (.075, .1]
            Is(RequestLatency, 0.5, 6.25),
            Is(RequestLatency, 0.95, 13.75),
            Is(QueueWait, 0.5, 0.1875),
            Is(QueueWait, 0.95, 0.65),
            Is(ErrorRatio, 2.5 / 12),                              // errors .5 and refusals 2, of 10 finished and 2 refused
            Is(Availability, 9.5 / 12),
            Is(RequestRate, 12),
            Is(TokenThroughput, 1010)),
        .. OfModel("vllm", "0.32", "meta-llama/Llama-3.1-8B-Instruct", Is(InFlight, 12), Is(ErrorRatio, 2.5 / 12)),
        .. OfModel("vllm", "0.32", "another", No(InFlight, NoData)),
        .. Of("vllm", "0.32-other-metric", No(TimeToFirstToken, NoData), Is(RequestLatency, 0.5, 6.25)),
        .. Of("vllm", "0.32-other-label", Is(Waiting, 7), Is(InFlight, 12)),          // no reason: the older gauge of all that wait
        .. Of("vllm", "0.32-other-reason", No(ErrorRatio, NoData), Is(RequestRate, 12)),
    ];

    private static IEnumerable<Expectation> Sglang() =>
    [
        .. Of(
            "sglang", "0.4",
            Is(InFlight, 16),
            Is(Waiting, 5),
            Is(KvCacheUse, 0.28),
            Is(TimeToFirstToken, 0.5, 1.6),                        // rank 5 of 10: 3 + 2/5 of (1, 2.5]
            Is(TimeToFirstToken, 0.95, 4.375),                     // rank 9.5: 8 + 1.5/2 of (2.5, 5]
            Is(InterTokenLatency, 0.5, 0.05 + (0.025 * 200 / 600)), // rank 500 of 1000: 300 + 200/600 of (.05, .075]; the old name
            Is(InterTokenLatency, 0.95, 0.0875),                   // rank 950: 900 + 50/100 of (.075, .1]
            Is(RequestLatency, 0.5, 20),                           // rank 5: all 5 up to the edge 20
            Is(RequestLatency, 0.95, 29),                          // rank 9.5: 5 + 4.5/5 of (20, 30]
            Is(RequestRate, 10),                                   // the latency histogram's count: nothing else counts requests
            Is(TokenThroughput, 1000),
            No(TimePerOutputToken, Unsupported),
            No(QueueWait, NoData),                                 // not in this version
            No(ErrorRatio, NoData),                                // no HTTP counters: not known to be 0
            No(Availability, NoData)),
        .. Of(
            "sglang", "0.5",
            Is(InFlight, 16),                                      // data-parallel ranks 10 + 6
            Is(Waiting, 3),                                        // 2 + 1
            Is(KvCacheUse, 0.4),                                   // mean of .5 and .3
            Is(TimeToFirstToken, 0.5, 0.55),                       // streamed only; rank 5 of 10: 2 + 3/4 of (.4, .6]
            Is(TimeToFirstToken, 0.95, 0.9),                       // rank 9.5: 9 + .5/1 of (.8, 1]
            Is(InterTokenLatency, 0.5, 0.015 + (0.005 * 500 / 600)), // rank 500 of 1000: 500/600 of (.015, .02]
            Is(InterTokenLatency, 0.95, 0.0275),                   // rank 950: 900 + 50/100 of (.025, .03]
            Is(RequestLatency, 0.5, 10 + (10.0 * 4 / 9)),          // streamed and plain; rank 10 of 20: 6 + 4/9 of (10, 20]
            Is(RequestLatency, 0.95, 36),                          // rank 19: 15 + 4/5 of (20, 40]
            Is(QueueWait, 0.5, 0.001 * 10 / 14),                   // ranks merged; rank 10 of 20: 10/14 of (0, .001]
            Is(QueueWait, 0.95, 0.35),                             // rank 19: 18 + 1/2 of (.2, .5]
            Is(RequestRate, 20),                                   // answers of the two inference endpoints, not /health and /metrics
            Is(ErrorRatio, 0.025),                                 // 500 .25 and 503 .25 of 20; the 400s are the client's fault
            Is(Availability, 0.975),
            Is(TokenThroughput, 2000),                             // 1500 streamed + 500 plain
            No(TimePerOutputToken, Unsupported)),
        // Each tensor-parallel rank repeats the numbers: adding would double them, so nothing is said.
        .. Of("sglang", "0.5-all-schedulers", No(Ambiguous, InFlight, Waiting, KvCacheUse, QueueWait, RequestRate)),
        .. Of("sglang", "0.5-other-metric", No(QueueWait, NoData), Is(InFlight, 16)),
        .. Of("sglang", "0.5-other-label", No(ErrorRatio, NoData), Is(RequestRate, 20)), // no status code: not known to be 0
    ];

    private static IEnumerable<Expectation> Tgi() =>
    [
        .. Of(
            "tgi", "3",
            Is(InFlight, 8),
            Is(Waiting, 4),
            // Edge k is .0001 * 1.5^k: 24 is 1.683411219602823, 25 is 2.5251168294042348, 26 is 3.787675244106352.
            Is(RequestLatency, 0.5, 2.3146904269538817),           // rank 4.5 of 9: 4.5/6 of edges 24 to 25
            Is(RequestLatency, 0.95, 3.598291481901035),           // rank 8.55: 6 + 2.55/3 of edges 25 to 26
            Is(QueueWait, 0.5, 0.0055742871093750),                // rank 4.5: 4.5/5 of edges 9 to 10, .0038443359375 to .00576650390625
            Is(QueueWait, 0.95, 0.0421472869491577),               // rank 8.55: 5 + 3.55/4 of edges 14 to 15, .0291929260253906 to .0437893890380859
            Is(TimePerOutputToken, 0.5, 0.0178401214599609),       // rank 4.5: 4.5/6 of edges 12 to 13, .0129746337890625 to .0194619506835938
            Is(TimePerOutputToken, 0.95, 0.0277332797241211),      // rank 8.55: 6 + 2.55/3 of edges 13 to 14
            Is(RequestRate, 10),                                   // 9 successes and 1 failure
            Is(ErrorRatio, 0.075),                                 // overloaded .5 and generation .25 of 10; not validation, not dropped by the client
            Is(Availability, 0.925),
            Is(TokenThroughput, 800),                              // the sum of the histogram of generated tokens
            No(TimeToFirstToken, Unsupported),
            No(InterTokenLatency, Unsupported),
            No(KvCacheUse, Unsupported)),
        .. Of("tgi", "3-other-metric", No(RequestLatency, NoData), Is(InFlight, 8)),
        .. Of("tgi", "3-other-label", Is(ErrorRatio, 0.1)),        // no kind of failure: all of them, .5 + .25 + .125 + .125 of 10
    ];

    private static IEnumerable<Expectation> TensorRtLlm() =>
    [
        .. Of(
            "trtllm-serve", "1.3",
            Is(InFlight, 14),
            Is(Waiting, 6),
            Is(KvCacheUse, 0.55),
            Is(TimeToFirstToken, 0.5, 0.4375),                     // the histograms of vLLM 0.8 and 0.32
            Is(TimeToFirstToken, 0.95, 0.875),
            Is(TimePerOutputToken, 0.5, 0.040625),
            Is(TimePerOutputToken, 0.95, 0.09375),
            Is(RequestLatency, 0.5, 6.25),
            Is(RequestLatency, 0.95, 13.75),
            Is(QueueWait, 0.5, 0.1875),
            Is(QueueWait, 0.95, 0.65),
            Is(RequestRate, 10),                                   // 9.5 finished and .5 failed
            Is(ErrorRatio, 0.025),                                 // 500 .125 and 503 .125 of 10, not the 400s
            Is(Availability, 0.975),
            Is(TokenThroughput, 1200),
            No(InterTokenLatency, Unsupported)),
        // Nothing tells the requests in flight, so that it is not known which pods are seen.
        .. Of("trtllm-serve", "1.0", No(NoData, InFlight, Waiting, KvCacheUse, TimeToFirstToken, RequestLatency, RequestRate, ErrorRatio)),
        .. Of("trtllm-serve", "1.3-other-metric", No(KvCacheUse, NoData), Is(InFlight, 14)),
        .. Of("trtllm-serve", "1.3-other-label", Is(ErrorRatio, 0.05)),  // no HTTP code: all .5 of 10
    ];

    private static IEnumerable<Expectation> Nim() =>
    [
        .. Of(
            "nim", "1",
            Is(InFlight, 9),
            Is(Waiting, 2),
            Is(KvCacheUse, 0.31),
            Is(TimeToFirstToken, 0.5, 0.4375),                     // the histograms of vLLM 0.8
            Is(TimeToFirstToken, 0.95, 0.875),
            Is(InterTokenLatency, 0.5, 0.04),
            Is(InterTokenLatency, 0.95, 0.0875),
            Is(RequestLatency, 0.5, 6.25),
            Is(RequestLatency, 0.95, 13.75),
            Is(RequestRate, 10),                                   // stop 8, length 1.5, error .5
            Is(ErrorRatio, 0.05),                                  // .5 failed of 10
            Is(Availability, 0.95),
            Is(TokenThroughput, 800),
            No(TimePerOutputToken, NoData),                        // only with vLLM's names
            No(QueueWait, NoData)),
        .. Of(
            "nim", "2",
            Is(InFlight, 9),
            Is(Waiting, 2),
            Is(KvCacheUse, 0.31),
            Is(TimeToFirstToken, 0.5, 0.4375),                     // the histograms of vLLM 0.32
            Is(InterTokenLatency, 0.95, 0.0875),
            Is(TimePerOutputToken, 0.5, 0.040625),
            Is(TimePerOutputToken, 0.95, 0.09375),
            Is(RequestLatency, 0.95, 13.75),
            Is(QueueWait, 0.5, 0.1875),
            Is(QueueWait, 0.95, 0.65),
            Is(RequestRate, 10),
            Is(ErrorRatio, 0.05),
            Is(Availability, 0.95),
            Is(TokenThroughput, 800)),
        .. Of("nim", "1-other-metric", No(TimeToFirstToken, NoData), Is(InFlight, 9)),
        .. Of("nim", "2-other-label", No(ErrorRatio, NoData), Is(RequestRate, 10)), // no finished reason
    ];

    private static IEnumerable<Expectation> Dynamo() =>
    [
        .. Of(
            "dynamo", "1.0",
            Is(InFlight, 20),                                      // the 5 that wait for their first token are among them
            Is(TimeToFirstToken, 0.5, 0.2),                        // rank 5 of 10: 5/6 of (.1, .22]
            Is(TimeToFirstToken, 0.95, 0.735),                     // rank 9.5: 9 + .5/1 of (.47, 1]
            Is(InterTokenLatency, 0.5, 0.01894),                   // rank 745 of 1490: 745/1000 of (.01, .022]
            Is(InterTokenLatency, 0.95, 0.022 + (0.025 * 415.5 / 490)), // rank 1415.5: 1000 + 415.5/490 of (.022, .047]
            Is(RequestLatency, 0.5, 4.7),                          // rank 5: all 5 up to the edge 4.7
            Is(RequestLatency, 0.8, 7.88),                         // rank 8: 5 + 3/5 of (4.7, 10]
            Is(RequestRate, 10),
            Is(ErrorRatio, 0.05),                                  // overload .25 and internal .25 of 10; not cancelled, not validation
            Is(Availability, 0.95),
            Is(TokenThroughput, 1500),
            No(Waiting, Unsupported),
            No(TimePerOutputToken, Unsupported),
            No(QueueWait, Unsupported),
            No(KvCacheUse, Unsupported)),
        .. Of("dynamo", "1.0-other-metric", No(InterTokenLatency, NoData), Is(InFlight, 20)),
        .. Of("dynamo", "1.0-other-label", No(ErrorRatio, NoData), Is(RequestRate, 10)), // no status: not known to be 0
    ];

    private static IEnumerable<Expectation> LlamaCpp() =>
    [
        .. Of(
            "llama-cpp", "b10519",
            Is(InFlight, 4),
            Is(Waiting, 46),
            Is(TimePerOutputToken, 0.04),                          // mean: 3.2 s of 80 tokens
            No(TimePerOutputToken, Unsupported),                   // no buckets, no quantile
            Is(TokenThroughput, 80),
            No(KvCacheUse, NoData)),                               // gone from this version
        .. Of("llama-cpp", "b10519", No(Unsupported, TimeToFirstToken, InterTokenLatency, RequestLatency, QueueWait, ErrorRatio, Availability, RequestRate)),
        .. Of("llama-cpp", "b4000", Is(InFlight, 4), Is(Waiting, 46), Is(KvCacheUse, 0.35), Is(TimePerOutputToken, 0.04), Is(TokenThroughput, 80)),
        .. Of("llama-cpp", "b10519-other-metric", No(Waiting, NoData), Is(InFlight, 4)),
    ];
}
