using System.Net.Http.Headers;
using BackupTools.Abstractions;

namespace BackupTools.Encryption.Services;

/// <summary>A key of a service that is asked by small JSON documents over HTTP.</summary>
/// <param name="uri">The key's URI, without any secret.</param>
internal abstract class HttpServiceKey(string uri) : ServiceKey(uri)
{
    /// <summary>What helps where no answer came, or one that says that another try may.</summary>
    protected virtual string RemedyOfSilence => "Check the address and the network, and try again.";

    /// <summary>What helps where the service says no to a wrapping.</summary>
    protected abstract string RemedyOfRefusal { get; }

    /// <summary>What helps where what answers is not the service.</summary>
    protected abstract string RemedyOfNonsense { get; }

    /// <summary>Where the service says why, in an answer; what stands for that where it does not.</summary>
    /// <param name="answer">The answer.</param>
    protected abstract string Find(ServiceAnswer answer);

    /// <summary>What can be shown of what the service says: some repeat the request, token and all.</summary>
    /// <param name="answer">The answer.</param>
    protected string Said(ServiceAnswer answer) => answer.Hide(Find(answer));

    /// <summary>The error of an answer that says that it was not done.</summary>
    /// <param name="answer">The answer.</param>
    protected BackupException ToError(ServiceAnswer answer) => Failed(
        answer.Status == 0 ? answer.Reason : $"the service said {answer.Status}: {Said(answer)}",
        answer.IsPassing ? RemedyOfSilence : RemedyOfRefusal, answer.IsPassing);

    /// <summary>The error of an answer that says that it was done, and lacks what must be in it.</summary>
    protected BackupException NotUnderstood() => Failed("its answer is not what the service's description says", RemedyOfNonsense, false);

    /// <summary>Whom to ask as: a token of this user's or machine's login.</summary>
    /// <param name="get">Gets it.</param>
    /// <param name="service">What one logs in to.</param>
    /// <param name="remedy">How one does.</param>
    protected async Task<AuthenticationHeaderValue> LogInAsync(Func<Task<string>> get, string service, string remedy)
    {
        try
        {
            return new AuthenticationHeaderValue("Bearer", await get());
        }
        catch (Exception e) when (e is not (OperationCanceledException or BackupException))
        {
            throw Failed($"nobody is logged in to {service} here: {e.Message.Split('\n')[0]}", remedy, false, e);
        }
    }
}
