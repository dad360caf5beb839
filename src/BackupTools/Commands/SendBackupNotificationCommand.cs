using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;
using BackupTools.Notifications;

namespace BackupTools.Commands;

/// <summary>Tells a webhook, a mailbox or a monitor something, to try it out or at the end of a script.</summary>
/// <remarks>
/// <para>A target is a table of names and values, as the notify list of a job has them. kind is webhook (JSON of ours), slack, teams,
/// discord, heartbeat (as healthchecks has it: …/start, the address itself, …/fail) or email. All but email have url; email has to,
/// server, and if wanted from, port, user, password and tls. A webhook may have secret: the body is then signed, and the
/// headers X-BackupTools-Timestamp and X-BackupTools-Signature (sha256= and the HMAC-SHA-256 of the time, a dot and the body)
/// let the receiver check that. when says when a job tells the target: changes (when it breaks and when it heals; the default), failures or
/// always.</para>
/// <para>password and secret are references, never the thing itself: env:NAME is the environment variable NAME. url may be one,
/// too, since addresses of webhooks have tokens in them; nothing that is shown has more of an address than its host.</para>
/// <para>Mail goes encrypted or not at all, unless tls is $false, and a password never goes without. Redirections to other hosts are
/// not followed. What may pass is tried again until -Timeout is over.</para>
/// <para>Emits one object for each target. One that was not told is also an error with the id NotificationFailed; -NoError leaves it
/// out.</para>
/// </remarks>
/// <example>
/// <code>Send-BackupNotification @{ kind = 'slack'; url = 'env:SLACK_URL' } -WhatIf</code>
/// <para>Says whom it would tell.</para>
/// </example>
/// <example>
/// <code>Send-BackupNotification @{ kind = 'email'; to = 'dba@example.com'; server = 'mail.example.com'; user = 'backup'; password = 'env:MAIL_PASSWORD' } -Outcome Failed -Message 'This is a test.'</code>
/// <para>Tries whether the alarm arrives by mail.</para>
/// </example>
/// <example>
/// <code>Send-BackupNotification @{ kind = 'heartbeat'; url = 'https://hc-ping.com/0b1c…' } -Outcome Started</code>
/// <para>Tells a monitor that a script begins.</para>
/// </example>
/// <seealso cref="TestBackupHealthCommand"/>
[Cmdlet(VerbsCommunications.Send, "BackupNotification", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationResult))]
public sealed class SendBackupNotificationCommand : AsyncCmdlet
{
    /// <summary>The targets: tables such as @{ kind = 'slack'; url = 'env:SLACK_URL' }.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public IDictionary[] Target { get; set; } = [];

    /// <summary>What is told: Started, Succeeded or Failed.</summary>
    /// <value>Succeeded</value>
    [Parameter]
    public NotificationOutcome Outcome { get; set; } = NotificationOutcome.Succeeded;

    /// <summary>What is said beside it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <summary>The database that it is about.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>How long all attempts may take together: seconds, or hours:minutes:seconds.</summary>
    /// <value>30 seconds</value>
    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Writes no error where a target was not told: its result alone says so.</summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IDictionary target in Target)
            Attempt(() => Send(NotificationTarget.Parse(ToMapping(target))));
    }

    private void Send(NotificationTarget target)
    {
        if (!ShouldProcess($"Tell {target.Display}.", $"Tell {target.Display}?", "Confirm"))
            return;
        NotificationEvent told = new() { Job = "A notification", Outcome = Outcome, Message = Message, Database = Database };
        NotificationDelivery delivery = new() { Limit = Timeout };
        NotificationResult result = Await(async work => (await delivery.SendAsync([target], told, work.Stopping))[0]);
        WriteObject(result);
        if (!result.Sent && !NoError)
            WriteError(new BackupException(ErrorCode.NotificationFailed, result.Message!, "", result.Target).ToErrorRecord());
    }

    private static Dictionary<string, object?> ToMapping(IDictionary table)
    {
        Dictionary<string, object?> mapping = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            mapping[entry.Key.ToString()!] = Unwrap.Base(entry.Value) switch
            {
                IEnumerable list and not string => list.Cast<object?>().Select(Unwrap.Base).ToArray(),
                var value => value,
            };
        }

        return mapping;
    }
}
