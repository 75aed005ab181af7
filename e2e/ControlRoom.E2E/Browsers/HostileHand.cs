using System.Text.Json;

namespace ControlRoom.E2E.Browsers;

/// <summary>Somebody who puts into every field that can be written whatever should not stand there, and presses the button that commits.</summary>
public sealed class HostileHand(Seat seat)
{
    private const string Good = "Found at the evening check", Picture = "<script>window.broken=1</script>\"><img src=x onerror=\"window.broken=2\">";

    /// <summary>One round each. Fields of numbers take the numbers in turn.</summary>
    private static readonly (string Text, string[] Numbers)[] Rounds =
    [
        (Picture, ["1"]),
        ("'; DROP TABLE lots; -- {{7*7}} \u202Eabc\u2066 \U0001F414\u200D\U0001F308", ["2,5"]),
        ("=cmd()|' /C calc'!A0", ["abc", "-5", "NaN", "1e309"]),
        ("@@lone@@", ["-0", "79228162514264337593543950335", "0.0000001", "\u2212"]),
        ("javascript:alert(1) @@nul@@\u0001\u001b\u007f", ["1"]),
        (new string('x', 10_000), ["9999999999999999999999999999999", "<b>1</b>", "1 000", "--1"]),
        (Good, ["-1"]),
        ("", [""]),
    ];

    /// <summary>
    /// Writes as somebody does who types and leaves the field. A choice is given an option that is none. What is missing in a message between
    /// the test and the browser is put together in the browser.
    /// </summary>
    private const string Write = """
        ([text, numbers, good]) => {
          const scope = document.querySelector('[aria-modal=true]') ?? document.querySelector('main') ?? document.body;
          const said = text.replace('@@lone@@', 'half \ud83d and \udc00 of it').replace('@@nul@@', 'nul \0 nul');
          const put = (field, kind, value) => {
            Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, value);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
          };
          let written = 0;
          for (const field of scope.querySelectorAll('input, textarea, select')) {
            if (field.disabled || field.readOnly || field.offsetParent === null || ['checkbox', 'radio', 'hidden', 'file'].includes(field.type)) continue;
            if (field instanceof HTMLSelectElement) {
              if (text === good || numbers[0] === '1') continue;
              const option = document.createElement('option');
              option.value = option.textContent = said;
              field.append(option);
              put(field, HTMLSelectElement, said);
            } else if (field instanceof HTMLTextAreaElement) put(field, HTMLTextAreaElement, said);
            else if (field.inputMode === 'decimal' || field.inputMode === 'numeric') put(field, HTMLInputElement, numbers[written % numbers.length]);
            else put(field, HTMLInputElement, said);
            written++;
          }
          return written;
        }
        """;

    /// <summary>The committing button of the open dialog, else of the form; what it says when it is locked.</summary>
    private const string Commit = """
        () => {
          const scope = document.querySelector('[aria-modal=true]') ?? document.querySelector('.cr-editor, .cr-dispose, .cr-inspect');
          const buttons = [...(scope?.querySelectorAll(scope.matches('[aria-modal=true], .cr-editor') ? 'footer button.cr-btn:not([data-cancel])' : '[data-action=dispose], footer button.cr-btn') ?? [])];
          const open = scope?.matches('.cr-editor') ? buttons[0] : buttons.at(-1);
          if (open === undefined) return 'none';
          if (open.disabled) return open.title || open.getAttribute('aria-describedby') ? 'locked' : 'mute';
          open.click();
          return 'pressed';
        }
        """;

    private const string Answered = """
        (address) => location.href !== address || [...document.querySelectorAll('.cr-err, .cr-refusal, .cr-said, .cr-field .hint')].some(e => e.textContent.trim() !== '')
          || document.querySelector('[aria-modal=true]') === null
        """;

    /// <summary>Whether anything of it became part of the page.</summary>
    private const string Broken = "() => window.broken !== undefined || document.querySelector('img[src=x], a[href^=\"javascript:\"]') !== null || getComputedStyle(document.getElementById('blazor-error-ui')).display !== 'none'";

    /// <summary>What was sent has been answered: nothing of the page moves any more.</summary>
    private const string Still = """
        () => new Promise(done => {
          let quiet = setTimeout(end, 120);
          const watch = new MutationObserver(() => { clearTimeout(quiet); quiet = setTimeout(end, 120); });
          const patience = setTimeout(end, 1000);
          watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
          function end() { watch.disconnect(); clearTimeout(quiet); clearTimeout(patience); done(); }
        })
        """;

    public List<string> Wrong { get; } = [];

    /// <summary>How many fields were written in the round that had most.</summary>
    /// <param name="open">Brings the fields up, from the beginning when it is told so; false when they cannot be had any more, because the last round was taken.</param>
    /// <param name="fields">There must be some; they are waited for.</param>
    public async Task<int> Attack(string name, Func<bool, Task<bool>> open, bool fields = false)
    {
        ArgumentNullException.ThrowIfNull(open);
        var most = 0;
        foreach (var (text, numbers) in Rounds)
        {
            if (!await open(most == 0)) break;
            await seat.Page.EvaluateAsync(Still);
            var written = fields && most == 0 ? await WriteFirst([text, numbers, Good]) : await seat.Page.EvaluateAsync<int>(Write, new object[] { text, numbers, Good });
            most = Math.Max(most, written);
            if (written == 0) break;
            await Press(name, text);
            if (await seat.Page.EvaluateAsync<bool>(Broken)) Wrong.Add($"{name} broke at {Start(text)}");
        }
        if (most > 0) await Beat();
        return most;
    }

    /// <summary>A dialog may take its time to come up.</summary>
    private async Task<int> WriteFirst(object[] round)
    {
        try
        {
            return await (await seat.Page.WaitForFunctionAsync(Write, round, new() { Timeout = 20_000 })).JsonValueAsync<int>();
        }
        catch (TimeoutException)
        {
            return 0;
        }
    }

    private async Task Press(string name, string text)
    {
        await seat.Page.EvaluateAsync(Still);
        var address = seat.Page.Url;
        var pressed = await seat.Page.EvaluateAsync<string>(Commit);
        if (pressed == "mute") Wrong.Add($"{name} locks its button without a word at {Start(text)}");
        if (pressed != "pressed") return;
        try
        {
            await seat.Page.WaitForFunctionAsync(Answered, address, new() { Timeout = 5000 });
        }
        catch (TimeoutException)
        {
            Wrong.Add($"{name} says nothing to {Start(text)}");
        }
    }

    /// <summary>The circuit has answered what was sent before: its heart beats on.</summary>
    private async Task Beat()
    {
        var before = await seat.Page.Locator("[data-heartbeat]").First.GetAttributeAsync("data-server-time");
        try
        {
            await seat.Page.WaitForFunctionAsync("before => document.querySelector('[data-heartbeat]')?.getAttribute('data-server-time') !== before", before, new() { Timeout = 10_000 });
        }
        catch (TimeoutException)
        {
            Wrong.Add($"The circuit is gone at {seat.Page.Url}.");
        }
    }

    private static string Start(string text) => JsonSerializer.Serialize(text.Length > 40 ? text[..40] : text);
}
