using BackupTools.Configuration;
using BackupTools.Notifications;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Notifications;

/// <summary>One message when a job breaks, one when it heals.</summary>
public sealed class JobNotifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNotifier _notifier = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_message_when_it_breaks_and_one_when_it_heals()
    {
        await TellAsync("changes", "good", "bad", "bad", "bad", "good", "good", "bad");
        Assert.Equal(["Broke", "Healed", "Broke"], _notifier.Told.Select(t => t.Change.ToString()));
    }

    [Fact]
    public async Task Whoever_wants_every_failure_or_everything_gets_it()
    {
        await TellAsync("failures", "good", "bad", "bad", "good", "good");
        Assert.Equal(["Failed Broke", "Failed None", "Succeeded Healed"], _notifier.Told.Select(t => $"{t.Outcome} {t.Change}"));
        _notifier.Told.Clear();
        await TellAsync("always", "start", "good", "bad");
        Assert.Equal(["Started", "Succeeded", "Failed"], _notifier.Told.Select(t => t.Outcome.ToString()));
    }

    [Fact]
    public async Task A_heartbeat_beats_always()
    {
        await TellAsync(null, "start", "good", "start", "bad", "bad");
        Assert.Equal(5, _notifier.Told.Count);
    }

    [Fact]
    public async Task A_message_that_reached_nobody_is_sent_again()
    {
        _notifier.IsDown = true;
        Assert.Single(await TellAsync("changes", "bad"));
        _notifier.IsDown = false;
        Assert.Empty(await TellAsync("changes", "bad", "bad"));
        Assert.Equal(["Broke"], _notifier.Told.Select(t => t.Change.ToString()));
        _notifier.IsDown = true;
        Assert.Single(await TellAsync("changes", "good"));
        _notifier.IsDown = false;
        await TellAsync("changes", "good", "good");
        Assert.Equal(["Broke", "Healed"], _notifier.Told.Select(t => t.Change.ToString()));
    }

    [Fact]
    public async Task Jobs_are_remembered_each_by_itself()
    {
        await TellAsync("changes", "bad");
        await TellAsync("changes", job: "weekly", ["bad"]);
        Assert.Equal(["nightly", "weekly"], _notifier.Told.Select(t => t.Job));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("""{"nightly":5}""")]
    [InlineData("""{"nightly":{"fails":"yes"}}""")]
    [InlineData("")]
    public async Task A_memory_that_makes_no_sense_tells_once_too_often(string content)
    {
        await File.WriteAllTextAsync(_folder["notified.json"], content, Token);
        Assert.Empty(await TellAsync("changes", "bad", "bad"));
        Assert.Single(_notifier.Told);
    }

    [Fact]
    public async Task What_later_versions_remember_of_others_stays()
    {
        await File.WriteAllTextAsync(_folder["notified.json"], """{"other":{"fails":true,"since":"x","snoozed":[1]}}""", Token);
        await TellAsync("changes", "bad");
        Assert.Contains("snoozed", await File.ReadAllTextAsync(_folder["notified.json"], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_memory_that_cannot_be_written_is_a_warning()
    {
        await File.WriteAllTextAsync(_folder["file"], "no folder", Token);
        IReadOnlyList<string> warnings = await Notifier("changes", new ConfigurationFolder(Path.Combine(_folder["file"], "home"))).TellAsync(Event("nightly", "bad"), Token);
        Assert.Contains("remembered", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Single(_notifier.Told);
    }

    private async Task<List<string>> TellAsync(string? when, params string[] outcomes) => await TellAsync(when, job: "nightly", outcomes);

    private async Task<List<string>> TellAsync(string? when, string job, IReadOnlyList<string> outcomes)
    {
        List<string> warnings = [];
        foreach (string outcome in outcomes)
            warnings.AddRange(await Notifier(when, new ConfigurationFolder(_folder.Path)).TellAsync(Event(job, outcome), Token));
        return warnings;
    }

    private JobNotifier Notifier(string? when, ConfigurationFolder folder)
    {
        Dictionary<string, object?> mapping = new() { ["kind"] = when is null ? "heartbeat" : "slack", ["url"] = "https://example.com/x" };
        if (when is not null)
            mapping["when"] = when;
        return new JobNotifier(folder, [NotificationTarget.Parse(mapping)], new NotificationDelivery([_notifier]));
    }

    private static NotificationEvent Event(string job, string outcome) => new()
    {
        Job = job, Outcome = outcome switch { "good" => NotificationOutcome.Succeeded, "bad" => NotificationOutcome.Failed, _ => NotificationOutcome.Started },
    };

    private sealed class FakeNotifier : INotifier
    {
        public List<NotificationEvent> Told { get; } = [];

        public bool IsDown { get; set; }

        public IReadOnlyList<string> Kinds => ["slack", "heartbeat"];

        public Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken)
        {
            if (IsDown)
                throw new BackupException(ErrorCode.NotificationFailed, "It is down.");
            Told.Add(told);
            return Task.CompletedTask;
        }
    }
}
