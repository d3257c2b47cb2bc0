using ModelMonitor.Decisions;
using static ModelMonitor.Decisions.Indicator;
using static ModelMonitor.Decisions.UnknownReason;

namespace ModelMonitor.Tests.Integration.Engines;

internal static partial class Expectations
{
    private static IEnumerable<Expectation> Triton() =>
    [
        .. Of(
            "triton", "2.60",
            Is(InFlight, 2.8),                                     // seconds of computing per second: .1 + 1.8 + .1 and .05 + .7 + .05
            Is(Waiting, 4),                                        // 3 + 1
            Is(RequestRate, 114),                                  // 100 + 4 and 10 + 0
            Is(ErrorRatio, 3.0 / 114),                             // rejected 2, backend .5, other .5; not the canceled 1
            Is(Availability, 111.0 / 114),
            Is(RequestLatency, 3.5 / 110),                         // mean: 2.5 + 1 s of 100 + 10 successes
            Is(QueueWait, 0.7 / 110),                              // mean: .5 + .2 s
            No(RequestLatency, Unsupported),                       // no buckets, no quantile
            No(QueueWait, Unsupported)),
        .. Of("triton", "2.60", No(Unsupported, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, KvCacheUse, TokenThroughput)),
        .. OfModel(
            "triton", "2.60", "resnet50",
            Is(InFlight, 2),
            Is(Waiting, 3),
            Is(RequestRate, 104),
            Is(ErrorRatio, 3.0 / 104),
            Is(RequestLatency, 0.025),                             // 2.5 s of 100
            Is(QueueWait, 0.005)),
        .. Of("triton", "2.30", Is(ErrorRatio, 4.0 / 104), Is(InFlight, 2), No(Waiting, NoData)), // no reasons: all failures count
        .. Of("triton", "2.60-other-metric", NoMean(QueueWait, NoData), Is(RequestLatency, 3.5 / 110)),
        .. Of("triton", "2.60-other-label", Is(ErrorRatio, 4.0 / 114)),
        .. OfModel(
            "triton-tensorrt-llm", "2.60", "tensorrt_llm",
            Is(InFlight, 12),
            Is(Waiting, 3),
            Is(KvCacheUse, 0.25),
            Is(RequestRate, 10),                                   // 9.5 + .25 + .25
            Is(ErrorRatio, 0.025),                                 // backend .25 of 10, not the canceled .25
            Is(Availability, 0.975),
            Is(RequestLatency, 18 / 9.5),                          // mean: 18 s of 9.5 successes
            Is(QueueWait, 0.9 / 9.5),
            Is(TimeToFirstToken, 0.5, 0.34),                       // rank 5 of 10: 2 + 3/5 of (.1, .5]
            Is(TimeToFirstToken, 0.95, 1.75),                      // rank 9.5: 7 + 2.5/3 of (.5, 2]
            No(RequestLatency, Unsupported)),
        .. OfModel("triton-tensorrt-llm", "2.60", "tensorrt_llm", No(Unsupported, InterTokenLatency, TimePerOutputToken, TokenThroughput)),
        // The ensemble and each of its three parts count a request: without a model it is counted four times.
        .. Of("triton-tensorrt-llm", "2.60", Is(RequestRate, 39.5), Is(InFlight, 12)),
        .. Of("triton-tensorrt-llm", "2.60-other-metric", No(NoData, InFlight, Waiting, RequestRate)),
        .. OfModel("triton-tensorrt-llm", "2.60-other-label", "tensorrt_llm", No(KvCacheUse, NoData), Is(InFlight, 12)),
    ];

    private static IEnumerable<Expectation> KServe() =>
    [
        .. Of(
            "kserve", "0.15",
            Is(InFlight, 3.29),                                    // seconds per second: predict 3.24, before and after it .025 each
            Is(RequestRate, 25),                                   // 20 + 5
            Is(RequestLatency, 0.5, 0.0984375),                    // rank 12.5 of 25: 5 + 7.5/8 of (.075, .1]
            Is(RequestLatency, 0.95, 0.34375),                     // rank 23.75: 23 + .75/2 of (.25, .5]
            Is(RequestLatency, 3.24 / 25)),
        .. Of("kserve", "0.15", No(Unsupported, Waiting, ErrorRatio, Availability, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, QueueWait, KvCacheUse, TokenThroughput)),
        .. OfModel(
            "kserve", "0.15", "a",
            Is(InFlight, 3.24),                                    // 3.2 + .02 + .02
            Is(RequestRate, 20),
            Is(RequestLatency, 0.5, 0.13),                         // rank 10 of 20: 8 + 2/10 of (.1, .25]
            Is(RequestLatency, 0.95, 0.375)),                      // rank 19: 18 + 1/2 of (.25, .5]
        .. Of("kserve", "0.15-other-metric", No(RequestLatency, NoData), No(RequestRate, NoData)),
        .. OfModel("kserve", "0.15-other-label", "a", No(RequestRate, NoData)),      // no model: nothing of that model
    ];

    private static IEnumerable<Expectation> TensorFlowServing() =>
    [
        .. Of(
            "tensorflow-serving", "2.19",
            Is(InFlight, 7.012),                                   // seconds per second: 4 + 3 + .012
            Is(Waiting, 0.08),                                     // seconds of queueing per second
            Is(RequestRate, 44),                                   // 40 + 4
            Is(ErrorRatio, 0.75 / 44),                             // exhausted, unavailable, internal .25 each; not invalid, not cancelled
            Is(Availability, 43.25 / 44),
            // Edges are 10 * 1.8^n us: 121440, 218591, 393464.
            Is(RequestLatency, 0.5, 0.1311551),                    // rank 22 of 44: 4 + 16 + 2/20 of (121440, 218591] us
            Is(RequestLatency, 0.95, 0.29728385),                  // rank 41.8: 40 + 1.8/4 of (218591, 393464] us
            Is(QueueWait, 0.5, 0.001102),                          // rank 20 of 40: all 20 up to the edge 1102 us
            Is(QueueWait, 0.95, 0.001895431)),                     // rank 38: 20 + 18/20 of (1102, 1983.59] us
        .. Of("tensorflow-serving", "2.19", No(Unsupported, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, KvCacheUse, TokenThroughput)),
        .. OfModel(
            "tensorflow-serving", "2.19", "half_plus_two",
            Is(InFlight, 7),
            Is(RequestRate, 40),
            Is(ErrorRatio, 0.01875),                               // .75 of 40
            Is(RequestLatency, 0.5, 0.1408702),                    // rank 20 of 40: 16 + 4/20 of (121440, 218591] us
            Is(RequestLatency, 0.95, 0.3060275)),                  // rank 38: 36 + 2/4 of (218591, 393464] us
        .. OfModel("tensorflow-serving", "2.19", "iris", Is(ErrorRatio, 0), Is(RequestRate, 4)), // statuses are told: no error is known to be 0
        .. Of("tensorflow-serving", "2.19-other-metric", No(NoData, InFlight, RequestLatency, RequestRate)),
        .. Of("tensorflow-serving", "2.19-other-label", No(ErrorRatio, NoData), Is(RequestRate, 44)),
    ];

    private static IEnumerable<Expectation> TorchServe() =>
    [
        .. Of(
            "torchserve", "0.12",
            Is(InFlight, 3),                                       // seconds per second: 2 + 1, waiting included
            Is(RequestRate, 60),
            Is(ErrorRatio, 0.025),                                 // 1.5 of 60
            Is(Availability, 0.975),
            Is(RequestLatency, 0.05),                              // mean: 3 s of 60
            Is(QueueWait, 0.005),                                  // mean: .3 s of 60
            No(RequestLatency, Unsupported),
            No(QueueWait, Unsupported)),
        .. Of("torchserve", "0.12", No(Unsupported, Waiting, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, KvCacheUse, TokenThroughput)),
        .. OfModel("torchserve", "0.12", "resnet18", Is(RequestRate, 50), Is(RequestLatency, 0.04), No(ErrorRatio, NoData)), // 5xx have no model
        .. Of("torchserve", "0.12-quiet", Is(ErrorRatio, 0), Is(Availability, 1), Is(RequestRate, 50)),  // answers with 2xx are told, 5xx never happened
        .. Of("torchserve", "0.12-other-metric", Is(ErrorRatio, 0.025)),     // 5xx are there: the witness is not needed
        .. OfModel("torchserve", "0.12-other-label", "resnet18", No(InFlight, NoData)),
    ];

    private static IEnumerable<Expectation> RayServe() =>
    [
        .. Of(
            "ray-serve", "2.49",
            Is(InFlight, 10),                                      // replicas 6 + 4
            Is(Waiting, 5),
            Is(RequestRate, 10),                                   // 9 + .25 * 4, without the health checks
            Is(ErrorRatio, 0.05),                                  // 500 and 503 .25 each of 10; not 400, not 499
            Is(Availability, 0.95),
            Is(RequestLatency, 0.5, 1.25),                         // rank 5 of 10: 1 + 3 + 1/4 of (1, 2]
            Is(RequestLatency, 0.95, 4.25),                        // rank 9.5: 8 + 1.5/2 of (2, 5]
            Is(RequestLatency, 1.5008)),                           // mean: 15000 + 8 ms of 10
        .. Of("ray-serve", "2.49", No(NoData, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, QueueWait, KvCacheUse, TokenThroughput)),
        .. Of(
            "ray-serve", "2.49-vllm",
            Is(InFlight, 12),                                      // in the engines: 7 + 5
            Is(Waiting, 8),                                        // for a replica 5, in the engines 2 + 1
            Is(KvCacheUse, 0.3),                                   // mean of .4 and .2
            Is(TimeToFirstToken, 0.5, 0.4375),                     // replicas merged: the histograms of vLLM 0.8
            Is(TimeToFirstToken, 0.95, 0.875),
            Is(InterTokenLatency, 0.5, 0.04),
            Is(InterTokenLatency, 0.95, 0.0875),
            Is(TimePerOutputToken, 0.5, 0.040625),
            Is(TimePerOutputToken, 0.95, 0.09375),
            Is(QueueWait, 0.5, 0.1875),
            Is(QueueWait, 0.95, 0.65),
            Is(RequestLatency, 0.5, 1.25),                         // as the proxy sees it
            Is(RequestRate, 10),
            Is(ErrorRatio, 0.05),
            Is(Availability, 0.95),
            Is(TokenThroughput, 1000)),
        .. Of("ray-serve", "2.49-vllm-other-metric", Is(InFlight, 10), Is(Waiting, 5), No(TimeToFirstToken, NoData)), // Ray's own gauges
        // The error counter has its code; what shows that errors would be counted is not needed.
        .. Of("ray-serve", "2.49-other-label", Is(ErrorRatio, 0.05)),
    ];

    private static IEnumerable<Expectation> OpenTelemetry() =>
    [
        .. Of(
            "opentelemetry-http", "1.27",
            Is(InFlight, 8),                                       // 7 + 1
            Is(RequestRate, 24),                                   // 20 + 1 + 1 + 1 + 1
            Is(ErrorRatio, 2.0 / 24),                              // 429 and 500; not 499, not 404
            Is(Availability, 22.0 / 24),
            Is(RequestLatency, 0.5, 0.75 + (0.25 / 6)),            // rank 12 of 24: 2 + 9 + 1/6 of (.75, 1]
            Is(RequestLatency, 0.95, 10)),                         // rank 22.8: 22 up to 10 s: just above the last edge
        .. Of("opentelemetry-http", "1.27", No(Unsupported, Waiting, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, QueueWait, KvCacheUse, TokenThroughput)),
        .. Of(
            "opentelemetry-http", "1.20",
            Is(InFlight, 6),
            Is(RequestRate, 20),                                   // 18 + 2
            Is(ErrorRatio, 0.1),                                   // 503: 2 of 20
            Is(Availability, 0.9),
            Is(RequestLatency, 0.5, 0.5),                          // rank 10 of 20: 2 + 8 up to the edge 500 ms
            Is(RequestLatency, 0.95, 4.375)),                      // rank 19: 16 + 3/4 of (2500, 5000] ms
        .. Of("opentelemetry-http", "1.27-other-metric", No(NoData, InFlight, RequestRate)),
        .. Of("opentelemetry-http", "1.27-other-label", No(ErrorRatio, NoData), Is(RequestRate, 24)),
    ];

    private static IEnumerable<Expectation> Istio() =>
    [
        .. Of(
            "istio", "1.27",
            Is(InFlight, 28.0015),                                 // seconds per second: 8 + 20 + .0008 + .0004 + .0003
            Is(RequestRate, 20),                                   // without the 40 that the pod asks of others
            Is(ErrorRatio, 0.05),                                  // 429 .5 and 503 .5 of 20; not 404, not what clients gave up
            Is(Availability, 0.95),
            Is(RequestLatency, 0.5, 0.375),                        // rank 10 of 20: 2 + 4 + 4/8 of (250, 500] ms
            Is(RequestLatency, 0.9, 0.9)),                         // rank 18: 14 + 4/5 of (500, 1000] ms
        .. Of("istio", "1.27", No(Unsupported, Waiting, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, QueueWait, KvCacheUse, TokenThroughput)),
        .. Of("istio", "1.27-other-metric", No(NoData, InFlight, RequestLatency, RequestRate)),
        .. Of("istio", "1.27-other-label", No(ErrorRatio, NoData), Is(RequestRate, 20)),
    ];

    private static IEnumerable<Expectation> IngressNginx() =>
    [
        .. Of(
            "ingress-nginx", "1.13",
            Is(InFlight, 28.004),                                  // seconds per second: 20 + 8 + .002 + .001 + .001
            Is(RequestRate, 20),                                   // without the other Service's 30
            Is(ErrorRatio, 0.05),                                  // 429 .5 and 503 .5 of 20; not 404, not 499
            Is(Availability, 0.95),
            Is(TimeToFirstToken, 0.5, 0.145),                      // first byte; rank 9 of 18: 1 + 5 + 3/10 of (.1, .25]
            Is(TimeToFirstToken, 0.95, 0.3875),                    // rank 17.1: 16 + 1.1/2 of (.25, .5]
            Is(RequestLatency, 0.5, 0.75),                         // rank 10 of 20: 2 + 4 + 4/8 of (.5, 1]
            Is(RequestLatency, 0.9, 2.2)),                         // rank 18: 14 + 4/5 of (1, 2.5]
        .. Of("ingress-nginx", "1.13", No(Unsupported, Waiting, InterTokenLatency, TimePerOutputToken, QueueWait, KvCacheUse, TokenThroughput)),
        .. Of("ingress-nginx", "1.13-other-metric", No(TimeToFirstToken, NoData), Is(RequestRate, 20)),
        .. Of("ingress-nginx", "1.13-other-label", No(ErrorRatio, NoData), Is(RequestRate, 20)),
    ];

    // Nothing is known of it: every objective brings its own query.
    private static IEnumerable<Expectation> Custom() =>
    [
        new(
            "custom", "1", Indicator.Custom, null, 0.9, null, // 9 of 10
            Query: "sum(rate(acme_answers_total{$selector,verdict=\"good\"}[5s])) / sum(rate(acme_answers_total{$selector}[5s]))"),
        .. Of("custom", "1", No(Unsupported, TimeToFirstToken, InterTokenLatency, TimePerOutputToken, RequestLatency, QueueWait, ErrorRatio)),
        .. Of("custom", "1", No(Unsupported, Availability, KvCacheUse, Waiting, InFlight, RequestRate, TokenThroughput)),
    ];
}
