using System.Net;
using BackupTools.Abstractions;

namespace BackupTools.Storages.WebDav.Wire;

/// <summary>An answer that says that the request failed.</summary>
internal sealed class DavAnswerException : Exception
{
    private const int MostSaid = 200;

    public DavAnswerException(HttpResponseMessage answer)
        : base($"The server answered {(int)answer.StatusCode}.")
    {
        Status = answer.StatusCode;
        string said = string.IsNullOrWhiteSpace(answer.ReasonPhrase) ? answer.StatusCode.ToString() : answer.ReasonPhrase;
        Said = ShownText.Clean(said.Length > MostSaid ? said[..MostSaid] : said).TrimEnd('.');
        Redirect = answer.Headers.Location is { } to ? ShownText.Clean(Shown(to)) : null;
        Place = answer.Headers.Location;
        Ways = string.Join(", ", answer.Headers.WwwAuthenticate.Select(w => w.Scheme).Where(s => s.All(char.IsAsciiLetterOrDigit)).Distinct().Take(5));
    }

    public HttpStatusCode Status { get; }

    /// <summary>What the server said of it, in few words.</summary>
    public string Said { get; }

    /// <summary>Where it sends on to, without anything that could be a secret.</summary>
    public string? Redirect { get; }

    /// <summary>Where it sends on to; null for nowhere.</summary>
    public Uri? Place { get; }

    /// <summary>The ways to log in that the server offers.</summary>
    public string Ways { get; }

    private static string Shown(Uri to)
    {
        string text = to.IsAbsoluteUri ? to.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : to.OriginalString.Split('?', '#')[0];
        return text.Length > MostSaid ? text[..MostSaid] + "…" : text;
    }
}

/// <summary>An answer that cannot be understood, or is not complete.</summary>
internal sealed class DavFormatException(string message, Exception? inner = null, bool isCut = false) : Exception(message, inner)
{
    /// <summary>True where the answer ended too soon, which may be another way the next time.</summary>
    public bool IsCut => isCut;
}
