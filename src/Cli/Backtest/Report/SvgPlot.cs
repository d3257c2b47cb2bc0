using System.Globalization;
using System.Net;
using System.Text;

namespace ModelMonitor.Cli.Backtest.Report;

/// <summary>
/// One chart as inline SVG. It is stretched to the page's width, so that it holds no letters, and lines and marks keep their thickness
/// whatever the stretch; the letters of its axes stand beside it.
/// </summary>
/// <param name="length">Seconds from left to right, above zero.</param>
/// <param name="top">The value at the upper edge, above zero; larger ones are cut to it.</param>
internal sealed class SvgPlot(double length, double top)
{
    private const int Width = 4000;
    private const int Height = 1000;
    private static readonly double[] Steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
    private readonly StringBuilder _body = new();

    /// <summary>A round value that axes end at, not below the given one.</summary>
    public static double RoundUp(double value)
    {
        if (!(value > 0)) return 1;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        // What rounding of the division leaves is no reason to take the next.
        return Steps.First(m => m * unit >= value * 0.999999) * unit;
    }

    /// <summary>A line through points, or along steps that hold until the next.</summary>
    public SvgPlot Line(string kind, IEnumerable<(double At, double Value)> points, bool isStep = false)
    {
        var path = Path(points, isStep);
        if (path.Length > 0) _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{path}\"/>");
        return this;
    }

    /// <summary>The area below steps.</summary>
    public SvgPlot Area(string kind, IEnumerable<(double At, double Value)> points)
    {
        var path = Path(points, isStep: true);
        if (path.Length > 0) _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{path}V{Height}H0Z\"/>");
        return this;
    }

    /// <summary>A band from bottom to top.</summary>
    public SvgPlot Band(string kind, double from, double to, string title)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{X(from)}\" y=\"0\" width=\"{Math.Max(1, X(to) - X(from))}\" height=\"{Height}\"><title>{WebUtility.HtmlEncode(title)}</title></rect>");
        return this;
    }

    /// <summary>A level from left to right.</summary>
    public SvgPlot Level(string kind, double value)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M0 {Y(value)}H{Width}\"/>");
        return this;
    }

    /// <summary>A dot that says something under the pointer. A line of no length with round ends stays round when it is stretched.</summary>
    public SvgPlot Mark(string kind, double at, double value, string title)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<path class=\"mark {kind}\" d=\"M{X(at)} {Y(value)}h.01\"><title>{WebUtility.HtmlEncode(title)}</title></path>");
        return this;
    }

    /// <summary>The chart.</summary>
    /// <param name="id">Of its description, unique in the page.</param>
    /// <param name="title">What it shows, in a few words.</param>
    /// <param name="description">What it shows, in sentences, for who cannot see it.</param>
    public string ToString(string id, string title, string description) => string.Create(CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{WebUtility.HtmlEncode(title)}</title><desc id=\"{id}-d\">{WebUtility.HtmlEncode(description)}</desc>{_body}</svg>");

    private string Path(IEnumerable<(double At, double Value)> points, bool isStep)
    {
        var path = new StringBuilder();
        int? last = null;
        foreach (var (at, value) in points)
        {
            var (x, y) = (X(at), Y(value));
            if (last is null) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}");
            else if (!isStep) path.Append(CultureInfo.InvariantCulture, $"L{x} {y}");
            else if (last != y) path.Append(CultureInfo.InvariantCulture, $"H{x}V{y}");
            last = y;
        }

        if (isStep && last is not null) path.Append(CultureInfo.InvariantCulture, $"H{Width}");
        return path.ToString();
    }

    private int X(double at) => (int)Math.Round(Math.Clamp(at / length, 0, 1) * Width);

    private int Y(double value) => Height - (int)Math.Round(Math.Clamp(value / top, 0, 1) * Height);
}
