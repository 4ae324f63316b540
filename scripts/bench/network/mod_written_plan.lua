-- Between two devices here calls go as XEP-0353 is written: nobody learns that the other takes an offer early. What a device
-- has told by a hash (XEP-0115) is told anew, without that feature.
local EARLY = "urn:tsuwa:early:0";
local CAPS = "http://jabber.org/protocol/caps";
local DISCO = "http://jabber.org/protocol/disco#info";

local function forget(event)
  local stanza = event.stanza;
  stanza:maptags(function (tag)
    if tag.name == "c" and tag.attr.xmlns == CAPS then return nil; end
    if tag.name == "query" and tag.attr.xmlns == DISCO then
      tag:maptags(function (entry)
        if entry.name == "feature" and entry.attr.var == EARLY then return nil; end
        return entry;
      end);
    end
    return tag;
  end);
end

for _, name in ipairs { "pre-presence/bare", "pre-presence/full", "pre-presence/host", "pre-iq/full", "pre-iq/bare" } do
  module:hook(name, forget, 1000);
end
