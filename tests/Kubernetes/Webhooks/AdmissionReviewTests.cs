using System.Text;
using System.Text.Json.Nodes;
using ModelMonitor.Kubernetes;
using ModelMonitor.Tests.Kubernetes.Runtime;

namespace ModelMonitor.Tests.Kubernetes.Webhooks;

public sealed class AdmissionReviewTests
{
    private const string Create = """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE","namespace":"team-a","name":"p",
         "dryRun":true,"object":{"metadata":{"name":"p"}}}}
        """;

    private readonly StandInHandler _handler = new();
    private readonly LogList _log = new();

    [Fact]
    public void The_handler_gets_what_the_server_asked()
    {
        Answer(Create);
        var request = Assert.Single(_handler.Requests);
        Assert.Equal(("u-1", "CREATE", "team-a", "p", true), (request.Uid, request.Operation, request.Namespace, request.Name, request.IsDryRun));
        Assert.Equal("""{"metadata":{"name":"p"}}""", request.Object!.ToJsonString());
    }

    [Fact]
    public void A_pod_that_has_no_name_yet_and_a_deletion_without_an_object_are_read()
    {
        Answer("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"DELETE","object":null}}""");
        var request = Assert.Single(_handler.Requests);
        Assert.Equal(("DELETE", "", "", false), (request.Operation, request.Namespace, request.Name, request.IsDryRun));
        Assert.Null(request.Object);
    }

    [Fact]
    public void A_patch_travels_in_base64_and_warnings_beside_it()
    {
        _handler.Decide = _ => new(true, JsonNode.Parse("""[{"op":"add","path":"/metadata/annotations","value":{"a":"ü"}}]""")!.AsArray(), Warnings: ["mind the step"]);
        var (response, result) = Answer(Create);
        Assert.Equal(AdmissionResult.Patched, result);
        Assert.Equal(("u-1", true, "JSONPatch"), ((string?)response["uid"], (bool)response["allowed"]!, (string?)response["patchType"]));
        var patch = JsonNode.Parse(Convert.FromBase64String((string)response["patch"]!))!;
        Assert.Equal("ü", (string?)patch[0]!["value"]!["a"]);
        Assert.Equal("mind the step", (string?)response["warnings"]![0]);
        Assert.Null(response["status"]);
    }

    [Fact]
    public void Without_a_patch_there_is_none_in_the_answer_also_where_the_list_is_empty()
    {
        _handler.Decide = _ => new(true, []);
        var (response, result) = Answer(Create);
        Assert.Equal(AdmissionResult.Allowed, result);
        Assert.Equal(["uid", "allowed"], response.Select(m => m.Key));
    }

    [Fact]
    public void A_refusal_says_why_and_carries_no_patch()
    {
        _handler.Decide = _ => new(false, JsonNode.Parse("""[{"op":"remove","path":"/a"}]""")!.AsArray(), "too many");
        var (response, result) = Answer(Create);
        Assert.Equal(AdmissionResult.Refused, result);
        Assert.Equal((false, "too many", 403), ((bool)response["allowed"]!, (string?)response["status"]!["message"], (int)response["status"]!["code"]!));
        Assert.Null(response["patch"]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("not json", "")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("{}", "")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""", "")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","object":{}}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"Pod","request":{"uid":"u","operation":"CREATE","object":{}}}""", "u")]
    [InlineData("""{"apiVersion":7,"kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","object":{}}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}""", "")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"","operation":"CREATE","object":{}}}""", "")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":{},"operation":"CREATE","object":{}}}""", "")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","object":{}}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE"}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","object":"pod"}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","dryRun":"yes","object":{}}}""", "u")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","uid":"v","operation":"CREATE","object":{}}}""", "")]
    public void A_body_that_is_no_review_is_refused_with_code_400_and_the_handler_is_not_asked(string body, string uid)
    {
        var (response, result) = Answer(body);
        Assert.Equal(AdmissionResult.Invalid, result);
        Assert.Equal((uid, false, 400), ((string?)response["uid"], (bool)response["allowed"]!, (int)response["status"]!["code"]!));
        Assert.NotEmpty((string)response["status"]!["message"]!);
        Assert.Empty(_handler.Requests);
    }

    [Fact]
    public void A_body_cut_off_anywhere_is_refused_with_code_400()
    {
        var whole = Encoding.UTF8.GetBytes(Create.Trim());
        for (var length = 0; length < whole.Length; length++)
            Assert.Equal(AdmissionResult.Invalid, new AdmissionReviewer(_handler, _log).Review(whole.AsSpan(0, length)).Result);
    }

    [Fact]
    public void Any_byte_exchanged_gives_an_answer()
    {
        var random = new Random(1);
        var whole = Encoding.UTF8.GetBytes(Create.Trim());
        for (var i = 0; i < 5_000; i++)
        {
            var body = whole.ToArray();
            body[random.Next(body.Length)] = (byte)random.Next(256);
            Assert.NotNull(JsonNode.Parse(new AdmissionReviewer(_handler, _log).Review(body).Body)!["response"]!["allowed"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_fails_lets_the_pod_through_as_it_is_and_says_so(bool whileWriting)
    {
        _handler.Decide = whileWriting
            ? _ => new(true, new JsonArray(JsonValue.Create(double.NaN)))
            : _ => throw new InvalidOperationException("a fault of ours");
        var (response, result) = Answer(Create);
        Assert.Equal(AdmissionResult.Failed, result);
        Assert.Equal(["uid", "allowed"], response.Select(m => m.Key));
        Assert.True((bool)response["allowed"]!);
        Assert.Contains(_log.Warnings, m => m.Contains("team-a/p", StringComparison.Ordinal));
    }

    private (JsonObject Response, AdmissionResult Result) Answer(string body)
    {
        var (answer, result) = new AdmissionReviewer(_handler, _log).Review(Encoding.UTF8.GetBytes(body));
        var review = JsonNode.Parse(answer)!;
        Assert.Equal(("admission.k8s.io/v1", "AdmissionReview"), ((string?)review["apiVersion"], (string?)review["kind"]));
        return (review["response"]!.AsObject(), result);
    }

    private sealed class StandInHandler : IAdmissionHandler
    {
        public List<AdmissionRequest> Requests { get; } = [];

        public Func<AdmissionRequest, AdmissionResponse> Decide { get; set; } = _ => AdmissionResponse.Allowed;

        public AdmissionResponse Review(AdmissionRequest request)
        {
            Requests.Add(request);
            return Decide(request);
        }
    }
}
